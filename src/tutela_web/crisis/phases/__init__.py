"""Phases of hotspots and the rhythm of prevention."""
