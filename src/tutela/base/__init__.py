"""What every room stands on: errors, tables from files, geometry of the globe, documents, progress."""
