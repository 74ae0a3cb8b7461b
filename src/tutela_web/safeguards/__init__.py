"""Whether an act could harm people, what is done against reprisals, and what is destroyed when."""
