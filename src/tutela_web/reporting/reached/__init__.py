"""Reports that reach their reader: what they ask of leaders, and what became of it."""
