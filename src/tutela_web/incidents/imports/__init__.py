"""A file of events on its way in: read, compared with what is here, staged, published, undone."""
