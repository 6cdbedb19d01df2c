"""What is decided about an assignment beside its entries: the tables of every procedure, and what counts of them."""
