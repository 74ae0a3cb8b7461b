"""Sites: defects past their day, and threats that name several of them."""
