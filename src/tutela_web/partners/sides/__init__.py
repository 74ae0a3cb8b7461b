"""Protection actors by area, with duties of the host state beside those of the mission."""
