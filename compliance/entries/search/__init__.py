"""Takes words, gives the directives and tasks in which they stand that the account may see; never changes anything."""
