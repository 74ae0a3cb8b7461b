"""What happened near a place or in an area, and who does harm there."""
