"""Joint teams where analysis is thin."""
