"""Requests made to headquarters, the Council and contributing countries, with their answers."""
