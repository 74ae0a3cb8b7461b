"""How reports are read, edited and owed."""
