"""The clocks of alerts: a mission's own limits, and the ticker that applies them."""
