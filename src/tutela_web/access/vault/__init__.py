"""Identities and confidential narrative, sealed by a key of its own for each person."""
