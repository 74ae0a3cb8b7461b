"""What people record opens alerts, whatever the score, and is followed after."""
