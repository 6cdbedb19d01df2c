"""The late-update report: who was late in a period, by which receipt, who held it meanwhile, and a sample of it."""
