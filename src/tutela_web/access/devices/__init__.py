"""Tokens of a person's devices."""
