"""Best places for units."""
