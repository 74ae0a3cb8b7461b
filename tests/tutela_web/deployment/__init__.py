"""Means against risks."""
