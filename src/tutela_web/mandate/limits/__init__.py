"""Geographical limits that the Council set to protection, each with its paragraph."""
