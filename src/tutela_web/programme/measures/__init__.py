"""Indicators of objectives and activities, their readings, and reporting duties."""
