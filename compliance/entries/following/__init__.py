"""What only reminds: updates asked of coordinating units, progress that has gone stale."""
