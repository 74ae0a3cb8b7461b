"""Leaders' duties to protect under their directives and compacts, and reports of results."""
