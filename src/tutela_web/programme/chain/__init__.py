"""The chain from mandate to activity as one picture, with a table of its gaps."""
