"""What was decided of an alert, by whose authority, and whether it still stands."""
