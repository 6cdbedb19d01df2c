"""What is written when time has passed: late flags, and the returns of entries that came late."""
