"""Meetings of fora: agenda, minutes, decisions and the actions that follow."""
