"""Humanitarian space: checks of distinction, access requests, joint tasks."""
