"""What communities and the mission said to each other, and what is owed."""
