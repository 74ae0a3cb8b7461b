"""Pages of the order of hotspots: as agreed, as suggested beside it, one hotspot."""
