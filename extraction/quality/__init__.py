"""How good extraction is: what was found held against what careful readers found."""
