"""Notification of alerts: recipients, channels, delivery."""
