"""Joint readings of hotspots by several offices, opened together, and views of other parties."""
