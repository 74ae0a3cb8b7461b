"""What runs across dialogue, messages and the rest: section I, first pages, the plan."""
