"""Tests for packages that bring a room: a cast, and what every kind and every room must pass.

It needs pytest and pytest-django beside the platform; nothing of the platform imports it.
"""
