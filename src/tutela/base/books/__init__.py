"""Workbooks and separated files as tables: read, packed, emptied of what is apart, written."""
