"""Are we where the risk is: gaps, options, allocation, what if, best places."""
