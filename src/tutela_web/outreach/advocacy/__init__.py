"""What the mission said in public, of whom and for whom."""
