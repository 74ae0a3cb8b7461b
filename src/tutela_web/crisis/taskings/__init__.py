"""What was given to a post, by when it leaves, and whether it could expose people."""
