"""Reports from the field: an app that captures without a network, and how they come in."""
