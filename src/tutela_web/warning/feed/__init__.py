"""What the world may read: hazards released by the Head of Mission."""
