"""The ranked list of hotspots: the agreed order, suggestions beside it, one hotspot."""
