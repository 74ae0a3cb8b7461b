"""What is shipped: `make release` builds it, `make release-tag` gives it its name."""
