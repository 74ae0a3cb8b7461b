"""Pages that compose rooms: situation, area, place, duty desk, search, errors; the API."""
