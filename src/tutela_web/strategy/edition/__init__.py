"""One edition of a strategy: its sections, authors, and who may read or change it."""
