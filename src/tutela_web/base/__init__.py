"""Ids, the clock, jobs, import batches, quiet errors: what every room stands on."""
