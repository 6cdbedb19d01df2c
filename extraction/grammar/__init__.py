"""The grammar of a directive: pure functions from text to clauses, obligations, units and terms."""
