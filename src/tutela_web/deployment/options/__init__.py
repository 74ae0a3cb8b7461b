"""Options for a gap: tried, possible or ruled out; what is accepted."""
