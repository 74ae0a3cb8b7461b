"""Residual risks: what the mission cannot protect, accepted in writing by the Head of Mission."""
