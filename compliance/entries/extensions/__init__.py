"""New task deadlines, asked and answered; the old day is kept."""
