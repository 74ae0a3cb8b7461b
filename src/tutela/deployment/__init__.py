"""What cannot be protected and why, what would change it, and where to be."""
