"""Places where signs come more often than they are used to, before any harm."""
