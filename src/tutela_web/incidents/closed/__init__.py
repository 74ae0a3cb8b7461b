"""Which harms belong to a compartment, what of them is told, and referrals."""
