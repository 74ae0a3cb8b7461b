"""What records of the rooms above name: actors, places, risks, areas and posts."""
