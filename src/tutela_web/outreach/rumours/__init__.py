"""Rumours and disinformation, and how they were answered."""
