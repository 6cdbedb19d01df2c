"""What waits for somebody to decide: contests, extensions, not ours, results, stale progress."""
