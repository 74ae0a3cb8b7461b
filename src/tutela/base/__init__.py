"""What every room stands on: errors, tables from files, the globe, documents, progress."""
