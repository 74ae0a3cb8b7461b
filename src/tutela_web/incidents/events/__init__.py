"""Imported events: stored, as they stand or stood, as columns, and what they propose."""
