"""Who holds what, the roster, duty areas, accounts, and who is reached how."""
