"""How alerts are read: the board, the first page, the map, what changed."""
