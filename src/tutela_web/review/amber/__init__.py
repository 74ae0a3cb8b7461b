"""Assumptions of a strategy in force: changes since adoption, warnings and amendments."""
