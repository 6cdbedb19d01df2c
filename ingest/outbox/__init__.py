"""What is owed to the axis: status messages, sent with patience, given up where the axis refuses them for good."""
