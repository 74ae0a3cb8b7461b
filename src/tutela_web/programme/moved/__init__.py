"""Matrix lines whose risk changed since the line was set, for review."""
