"""A past crisis made into a scenario nobody recognises."""
