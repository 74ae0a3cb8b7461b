"""Invented workbooks as field offices keep them, with what is true in them, and the count."""
