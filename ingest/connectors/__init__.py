"""Where documents come from: each source lists, gives, and is told what was stored."""
