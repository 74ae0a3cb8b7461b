"""Which risks come first, and why?"""
