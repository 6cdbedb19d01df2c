"""Withdrawals, updates and replacements: each opens a review of the tasks made from the old document."""
