"""What is owed: whatever has a due day, a clock or an owner, told to whoever owns it."""
