"""Suggested risks of lower rank, stored together as columns."""
