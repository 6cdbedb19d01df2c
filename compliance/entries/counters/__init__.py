"""Figures kept up in the transaction that changes them: what each assignment adds, and every move of it."""
