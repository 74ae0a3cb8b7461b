"""Forecasts that others publish, shown beside ours and never blended with the order."""
