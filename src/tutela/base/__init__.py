"""Foundations of the core: errors, tables from files, distances, documents, colours."""
