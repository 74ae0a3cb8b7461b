"""Which risks come first, and why: the register and the weekly cycle."""
