"""Signing in, by which steps, how long it lasts, and how guessing is slowed."""
