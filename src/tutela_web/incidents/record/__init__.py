"""How incidents change, and the visible trail of each."""
