"""A tasking as those tasked read it."""
