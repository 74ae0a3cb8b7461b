"""The demonstration: two missions on real public events, with invented people and operations."""
