"""Pages of reports, of their parts, and of the products a mission makes."""
