"""Pages for people, in Vietnamese, readable without JavaScript."""
