"""Tools for the words people read: collect, find, rewrite and count them, in three languages."""
