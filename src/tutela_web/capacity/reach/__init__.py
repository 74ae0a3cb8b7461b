"""Who could be there, how soon, and over which roads."""
