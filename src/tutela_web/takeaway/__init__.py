"""What leaves as files and layers: lists to take away, OGC API - Features, tiles of maps."""
