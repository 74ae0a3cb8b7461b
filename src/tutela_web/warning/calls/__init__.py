"""Whom to ring next, and the calls that nobody took."""
