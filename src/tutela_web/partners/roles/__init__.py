"""Roles and responsibilities (section G of a strategy), capacity of the host authorities."""
