"""Scheduled reviews of a strategy: owner, date, outcome."""
