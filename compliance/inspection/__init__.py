"""Inspection: campaigns of the Chairman's working group, their samples and findings, and what follows from them."""
