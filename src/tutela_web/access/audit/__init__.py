"""The trail: appended, chained, sealed, read and verified."""
