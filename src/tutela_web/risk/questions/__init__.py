"""Questions whose answer would change the order of risks, and who answers them by when."""
