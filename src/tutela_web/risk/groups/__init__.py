"""Risk by group: how a place's women, men, children and others are exposed, and who was asked."""
