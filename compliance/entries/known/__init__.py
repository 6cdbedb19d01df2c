"""What was known at an instant: the date that counted then, the flags that stood then. Now is one such instant."""
