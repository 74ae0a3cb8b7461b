"""The API of declared kinds: its schemas, what it reads, what it changes."""
