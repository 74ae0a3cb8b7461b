"""Distribution of a strategy: recipients, and redacted copies for other readers."""
