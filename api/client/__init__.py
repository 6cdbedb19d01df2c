"""The client for other programs, made from the description of the interface: its frame, and what makes it."""
