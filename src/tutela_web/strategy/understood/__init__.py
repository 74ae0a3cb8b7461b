"""What the senior leaders themselves understand by the protection of civilians."""
