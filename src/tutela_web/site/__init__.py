"""Pages that compose rooms: situation, place, brief, search."""
