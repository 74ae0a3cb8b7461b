"""What happened, to whom? Event files of any source, read into one table."""
