"""Words: the terms of the glossary as a mission calls them."""
