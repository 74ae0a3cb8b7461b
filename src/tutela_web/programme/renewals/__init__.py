"""Effects of a mandate renewal on objectives and matrix lines."""
