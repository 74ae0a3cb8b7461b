"""What would be success of a mandate, and what came of it by period."""
