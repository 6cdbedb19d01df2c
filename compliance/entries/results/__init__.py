"""Reports of results: made with evidence, withdrawn, reviewed by the monitor, confirmed or returned."""
