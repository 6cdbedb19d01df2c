"""Takes the counters and the record, gives what a leader looks at: what to decide, how it went, who stands where."""
