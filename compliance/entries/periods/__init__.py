"""Recurring duties: a new instance opens when the one before is due; only the first owes a first entry."""
