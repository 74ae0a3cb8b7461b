"""What becomes of taskings and releases whose alert ended."""
