"""What the Office is told of its own work: takes what waits for its decision, gives one digest a day."""
