"""How people are reached: their channels, who is on duty or away, and the secret address of a personal calendar."""
