"""A worklist at full size: which assignments are open and what each owes, before the shown ones are read whole."""
