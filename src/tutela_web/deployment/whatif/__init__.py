"""What would change if a caveat, a base, a road or a unit were otherwise."""
