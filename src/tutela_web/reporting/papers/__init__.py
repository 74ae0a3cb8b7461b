"""A part as its reader sees it, the records behind it, and the report as a file."""
