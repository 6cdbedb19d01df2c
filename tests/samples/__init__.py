"""Makes the sample directives that ship with the program; run ``python -m tests.samples.make``."""
