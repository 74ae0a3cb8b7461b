"""Leadership of a strategy: who drafts, the plan of drafting, length against its limit."""
