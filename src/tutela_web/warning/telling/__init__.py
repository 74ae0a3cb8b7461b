"""Whom an alert concerns, how they are told, and how far it got."""
