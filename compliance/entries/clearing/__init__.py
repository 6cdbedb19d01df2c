"""Flags that a later date has overtaken: they lapse, with whatever hung on them; nothing is ever newly accused."""
