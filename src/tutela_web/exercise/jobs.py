"""Work of this room in the background."""
