"""What changed, and what do we tell whom."""
