"""How likely: how hotspots of a country stand to each other, and how chances came true there."""
