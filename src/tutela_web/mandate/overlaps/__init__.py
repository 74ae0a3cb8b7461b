"""Tasks of a mandate that others have too."""
