"""Sections filled from the records: facts, figures, and what they rest on."""
