"""Endorsement of a strategy: fixed copies, signatures, and the chain that proves them."""
