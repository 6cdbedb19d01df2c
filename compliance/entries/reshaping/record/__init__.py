"""The record of an assignment, carried over to another one that continues it."""
