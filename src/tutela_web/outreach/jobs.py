"""What this room does by the clock."""
