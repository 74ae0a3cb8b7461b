"""Decisions not to respond to a risk: the reason, the authority and the date of review."""
