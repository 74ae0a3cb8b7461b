"""Civilian character of displacement sites, and comparison between sites."""
