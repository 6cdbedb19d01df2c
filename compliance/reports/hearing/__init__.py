"""What others say of an edition: corrections that units ask for, errors that readers report."""
