"""What can move, how soon: bases and units."""
