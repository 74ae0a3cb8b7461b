"""Bases, units, their readiness and travel times: what can move, and how soon."""
