"""What becomes of assignments when units merge or are renamed: the open ones follow, with a visible trail."""
