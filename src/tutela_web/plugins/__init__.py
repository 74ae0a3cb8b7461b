"""Rooms that packages of others bring, and what the house asks of them before one has a page."""
