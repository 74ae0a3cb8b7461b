"""Letterheads: a mission's own Word template, approved by a second person."""
