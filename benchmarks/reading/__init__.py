"""Books as field offices keep them, frozen with their truth, and the count of a reading."""
