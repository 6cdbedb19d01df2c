"""Confirmed directives as gold: what the Office made of them, in the form that `evaluate` reads."""
