"""Bases and units: kept, read, and as tables."""
