"""Words looked for in three languages."""
