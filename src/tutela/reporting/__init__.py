"""What do we tell whom, when, and what does each figure rest on? Report products as data."""
