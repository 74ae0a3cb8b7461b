"""What a coded or a free message says: harm, place, tests and thanks."""
