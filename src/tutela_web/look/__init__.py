"""What pages are made of: components, charts, the frame of every page, words. Knows no record."""
