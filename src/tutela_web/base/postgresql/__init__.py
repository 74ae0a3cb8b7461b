"""Django's PostgreSQL, whose transactions write at their end what holds all others up."""
