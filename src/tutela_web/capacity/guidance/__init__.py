"""What units and leaders were told of protection, and who read it back."""
