"""What an exercise found, each an action or a lesson; what is due."""
