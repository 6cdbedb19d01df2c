"""The law as a province keeps it: every version of rulebook and calendar, the one in force, those of receipts."""
