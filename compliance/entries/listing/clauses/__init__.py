"""Lists of directives and of their tasks for other programs."""
