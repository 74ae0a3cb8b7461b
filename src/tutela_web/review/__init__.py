"""Review of a strategy in force: its assumptions, changes of context, rounds of review."""
