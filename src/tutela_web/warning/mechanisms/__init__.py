"""Early warning mechanisms, their outside parties, and what each channel brings in, by area."""
