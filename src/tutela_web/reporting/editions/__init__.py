"""Editions of reports: how they are read, edited and due."""
