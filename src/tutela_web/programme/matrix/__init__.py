"""The implementation matrix: activities with lead, risk answered, indicators and dates."""
