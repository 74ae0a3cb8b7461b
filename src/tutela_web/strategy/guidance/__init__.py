"""Guidance from headquarters, briefings of contributing countries, the part of the host state."""
