"""Surveys of how safe people feel."""
