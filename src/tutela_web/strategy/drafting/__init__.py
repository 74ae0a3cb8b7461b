"""Drafting of a strategy: sections, comments, suggestions, import of a mission's own text."""
