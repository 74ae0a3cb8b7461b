"""Sites where displaced people live or take refuge."""
