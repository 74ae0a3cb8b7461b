"""The monthly score sheet: forecasts compared with what happened."""
