"""How incidents are read, past no compartment, one by one and as columns."""
