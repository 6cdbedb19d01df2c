"""The figures as they stand at this instant, for the dashboard and for programs that show the same."""
