"""Rules and what follows from them: rulebook, calendar, deadlines, entries.

Takes confirmed or provisional assignments; gives deadlines with receipts, flags, returns; never reads a document.
"""
