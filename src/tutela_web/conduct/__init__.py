"""Reports of misconduct by personnel: sealed for the responsible office, with a receipt."""
