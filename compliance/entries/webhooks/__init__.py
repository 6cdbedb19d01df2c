"""What other programs are told of: which webhooks there are, what each is owed, and how it is written and signed."""
