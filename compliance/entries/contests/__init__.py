"""Contests of flags and returns, each with its own two clocks; and waivers."""
