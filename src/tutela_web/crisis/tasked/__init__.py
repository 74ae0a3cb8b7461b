"""The page of a tasking for the unit or office that received it."""
