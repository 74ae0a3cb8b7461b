"""Scenarios, scripts of exercises, and what an exercise found."""
