"""The agencies of the axis: a crosswalk of old and new codes, and which unit of ours each one is."""
