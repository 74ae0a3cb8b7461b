"""Suggested risks that speak neither for their hotspot nor for their place, kept as columns."""
