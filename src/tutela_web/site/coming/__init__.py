"""The coming days of a field office on one page, to print and carry."""
