"""Reminders: takes what is owed and what was decided; gives messages to people; never changes what is owed."""
