"""Measured against peers in the same run: ratios that hold when the machine's speed drifts. Needs the checks' tools."""
