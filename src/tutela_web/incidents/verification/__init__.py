"""Who says something of an incident, and what waits for human rights."""
