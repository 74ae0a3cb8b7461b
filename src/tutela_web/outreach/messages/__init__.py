"""What the mission tells communities, and who was told."""
