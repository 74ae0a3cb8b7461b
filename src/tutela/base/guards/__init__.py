"""What no file, text or pattern can get past: bounds, limits, a child process that may die."""
