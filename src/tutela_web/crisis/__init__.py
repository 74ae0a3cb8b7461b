"""What do we do: decisions, tasks, outcomes, contingency plans, response metrics."""
