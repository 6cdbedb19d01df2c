"""Which days are worked, and by which act."""
