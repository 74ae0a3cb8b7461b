"""What happened, to whom: imported events, incidents, verification."""
