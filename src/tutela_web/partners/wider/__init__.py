"""Protection concerns outside the scope of the strategy."""
