"""How the alerts of a period were answered, measured and reported."""
