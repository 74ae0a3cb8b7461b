"""How a community lives, and how it protects itself."""
