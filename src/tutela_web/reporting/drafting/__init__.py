"""How a report is drafted, handed in, cleared, released and received."""
