"""Triggers of contingency plans: the sign of each, when it fires, how it is answered."""
