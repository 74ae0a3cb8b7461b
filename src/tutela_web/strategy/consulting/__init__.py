"""Consultations on a strategy: stakeholders, their views, the response to each."""
