"""The implementation programme: objectives, matrix, indicators, links to the mandate."""
