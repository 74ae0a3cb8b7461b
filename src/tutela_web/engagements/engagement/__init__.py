"""Meetings with actors and offices, the promises made there, and whether they were fulfilled."""
