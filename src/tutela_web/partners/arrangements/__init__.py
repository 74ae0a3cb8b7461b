"""Arrangements with partners on how to work together, and calls made under them."""
