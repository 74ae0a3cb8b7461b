"""Contingency plans of critical places, their exercises, and politics beside force."""
