"""What a gateway brings becomes a report, and how long it is retained."""
