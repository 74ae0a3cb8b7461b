"""Who lives where, how reached: places, aliases, lookups."""
