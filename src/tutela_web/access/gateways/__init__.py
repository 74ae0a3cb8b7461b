"""Gateways of texts, web push and webhooks: made, paused, and how each fares."""
