"""Packages of the document axis as they were received: each message, its files, and the directive it became."""
