"""What is on record near a place: hotspots, incidents, reprisals, corrections."""
