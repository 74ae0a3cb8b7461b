"""How fields were called in the versions of before.

A version keeps the names of the day it was written, by the number of the schema. Whoever renames a
field raises `models.SCHEMA` and writes here, for each schema of before, what it was called then.
"""

from __future__ import annotations

RENAMED: dict[tuple[str, int], dict[str, str]] = {}
"""(kind, schema) -> name of then -> name of today."""
