"""Other work that affects protection: mission plan, concepts of operations, UN entities."""
