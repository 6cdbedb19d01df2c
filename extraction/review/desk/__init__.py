"""The desk at which the Office checks a directive: what was accepted, who else has it open."""
