"""Which alerts tell of one event, and where each of them stands."""
