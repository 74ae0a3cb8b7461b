"""Many rows at once: columns kept, batches, exports, sheets that come back."""
