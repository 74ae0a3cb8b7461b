"""Violations and abuses to an answer: what was notified, what followed, what parties promised."""
