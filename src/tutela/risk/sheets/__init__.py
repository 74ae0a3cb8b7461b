"""Risks in files: the sheet of the register, what it is filled with, what is written."""
