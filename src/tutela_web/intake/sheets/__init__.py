"""Reports from the field as a table to read and to take away."""
