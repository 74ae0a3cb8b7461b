"""Indicators of protection: definitions, values, benchmarks, before-and-after comparisons."""
