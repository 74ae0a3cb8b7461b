"""Overviews across fora, engagements and partners: contacts, leaders, women, gaps."""
