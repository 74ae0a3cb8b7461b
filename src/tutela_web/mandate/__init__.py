"""What must we protect, and by what authority."""
