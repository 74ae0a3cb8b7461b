"""What must we protect, by what authority? Resolutions read, suggested upon, and compared."""
