"""One named constructor for each source: a table as it was found in, canonical events out."""
