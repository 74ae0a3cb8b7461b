"""How a record is kept, shown, edited and shared in lists."""
