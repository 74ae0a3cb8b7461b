"""The web house: Django rooms with the same names as the core's, and site, which composes them."""
