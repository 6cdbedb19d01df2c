"""The Office's own clocks: what is written when one ends before it has confirmed."""
