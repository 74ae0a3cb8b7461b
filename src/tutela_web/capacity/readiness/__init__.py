"""What is required of units, what was sent and promised, and how each was checked."""
