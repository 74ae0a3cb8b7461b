"""Workbooks and separated files as tables: read, cleared of restricted rows, written."""
