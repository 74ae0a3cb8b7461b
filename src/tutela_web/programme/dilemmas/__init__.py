"""Dilemmas of policy, the line agreed for each, and the decisions that applied it."""
