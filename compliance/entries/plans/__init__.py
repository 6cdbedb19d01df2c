"""A plan seen as one: its tasks against its dates, who implements and who coordinates, its periodic reports."""
