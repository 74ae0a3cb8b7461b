"""Paragraphs read and asked about, one by one."""
