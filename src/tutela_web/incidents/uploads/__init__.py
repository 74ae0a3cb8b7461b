"""A file of events as a person brings it: sent, asked about, put right, given back."""
