"""The Office's own hand in a directive: corrections of what extraction found."""
