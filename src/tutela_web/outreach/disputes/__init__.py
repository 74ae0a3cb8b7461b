"""Disputes between communities: seasons, dialogues, agreements, breaches."""
