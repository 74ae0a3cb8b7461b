"""Decisions and reviews of a strategy by senior leaders, with a weekly reminder."""
