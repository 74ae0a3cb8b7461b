"""Tutela: the protection of civilians in peace operations, as plain Python on files."""

__version__ = "0.3.0"
