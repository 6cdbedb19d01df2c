"""Which directives and receipts an account may see. Reads only."""
