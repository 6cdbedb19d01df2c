"""Lists of directives, tasks, assignments and entries for other programs: columns straight from the tables."""
