"""A change of the law: first what it would change, then new verdicts beside the old; it may clear, never accuse."""
