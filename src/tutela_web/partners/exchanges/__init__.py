"""Exchanges with partners at meetings: statements, answers, invitations."""
