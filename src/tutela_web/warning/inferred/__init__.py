"""Places inferred from what was reported of others, asked about and answered."""
