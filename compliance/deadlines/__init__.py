"""Both clocks of an assignment, and how each date was computed."""
