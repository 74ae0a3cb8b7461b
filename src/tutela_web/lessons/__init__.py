"""Were we right: hot debriefs, formal reviews, lessons until they are learned, the library."""
