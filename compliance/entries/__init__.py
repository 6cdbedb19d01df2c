"""What units record, and what is decided about it: entries, flags, returns, contests, extensions."""
