"""Places where warning signs become more frequent than usual, before any harm."""
