"""Routes kept safe: who uses them, what happens on them, escorts given and refused."""
