"""What is said of sites from above: their civilian character, and sites side by side."""
