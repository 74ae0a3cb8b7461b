"""Calculations over what communities said and were told."""
