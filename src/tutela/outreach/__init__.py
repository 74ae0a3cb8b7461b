"""Calculations on dialogue with communities: feedback due, messages, perceptions."""
