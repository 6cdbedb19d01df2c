"""What the Office's corrections teach: names of units, readings of time words, clauses that are no tasks."""
