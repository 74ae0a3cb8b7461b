"""Bases and units as kinds of record."""
