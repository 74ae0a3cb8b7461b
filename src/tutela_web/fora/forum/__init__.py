"""Coordination bodies (fora): their members, functions and reports to higher bodies."""
