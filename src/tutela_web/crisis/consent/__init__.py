"""Loss of the host state's consent: recorded, taken up, answered."""
