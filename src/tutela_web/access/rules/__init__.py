"""Who may receive what class of record: the rules as they stand, and a role tried against them."""
