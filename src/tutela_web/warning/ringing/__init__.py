"""What rings for whom, and a desk kept silent for some minutes, by name."""
