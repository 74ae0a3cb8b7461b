"""Drills on a mission of kind exercise: players, injects, observers."""
