"""The titles of tasks that may be published: each read by a person first, and let out or kept back."""
