"""The late flags as a list: of the units and of the Office itself."""
