"""A unit's own desk: who of it works on an assignment, and reports not sent yet; nothing here stops a clock."""
