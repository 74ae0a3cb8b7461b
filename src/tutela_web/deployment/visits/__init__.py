"""Visits by joint teams to places where the analysis is thin."""
