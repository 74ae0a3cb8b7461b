"""What is asked of a unit from the need of a community: window and stretch, and nothing of why."""
