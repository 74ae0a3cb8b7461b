"""What was done at a place, what it changed and for whom, as somebody evaluated it."""
