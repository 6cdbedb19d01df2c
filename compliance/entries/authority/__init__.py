"""Whose an assignment is and whether it lives: not ours, suspended, resumed, withdrawn, archived."""
