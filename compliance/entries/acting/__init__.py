"""The one door through which an assignment changes its state: locked, decided by the table, kept, told."""
