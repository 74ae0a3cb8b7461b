"""Delegations of authority by the Head of Mission, and the chain of responsibility."""
