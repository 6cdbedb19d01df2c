"""Editions: a period's figures frozen, looked through by the units, approved, published, and never changed again."""
