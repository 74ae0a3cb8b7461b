"""Stories of the last metre, each played in a real browser."""
