"""The weekly cycle: what is due, drafted, agreed and frozen."""
