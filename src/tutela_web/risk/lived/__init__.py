"""What is known of how a community lives, as it bears on the risks there."""
