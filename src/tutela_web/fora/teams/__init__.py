"""Joint Protection Teams: terms of reference, findings and recommendations."""
