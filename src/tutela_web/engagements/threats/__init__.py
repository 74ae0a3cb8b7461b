"""The mission's approach to each priority threat, version by version."""
