"""Open taskings and releases settled when their alert ends."""
