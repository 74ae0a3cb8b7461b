"""What could happen, how likely, what it would take; scripts to play."""
