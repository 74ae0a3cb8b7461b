"""Caveats and denied movements."""
