"""What a base has for its work: shelter, enablers, air, medical evacuation."""
