"""The order of hotspots in people's hands: agreed as a whole, corrected, named."""
