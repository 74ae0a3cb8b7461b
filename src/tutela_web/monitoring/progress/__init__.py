"""What became of each line and objective, when somebody last looked, and who answers for it."""
