"""A text that several write: who is at it, what was set aside, what others said beside it."""
