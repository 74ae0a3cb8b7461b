"""Objectives of the strategy, related plans, and links between records."""
