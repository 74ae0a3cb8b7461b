"""What each agreed risk needs, who is able in time, and what is lacking."""
