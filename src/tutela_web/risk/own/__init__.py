"""Fields that a mission added to the lines of its risk register."""
