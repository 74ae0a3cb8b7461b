"""What each record was, version by version: one table for open records, one for a compartment."""
