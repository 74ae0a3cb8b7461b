"""One risk assessment as it stood on its date: the order and the map."""
