"""Backup that plans count on, from elsewhere."""
