"""References from records to actors, places, risks, areas and posts."""
