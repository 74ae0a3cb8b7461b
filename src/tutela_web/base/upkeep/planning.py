"""How large tables are, as the database's planner thinks: a wrong guess costs a second a page."""

from __future__ import annotations

from django.db import connection

ROWS_LOOKED_AT = 1000
"""Of each index: enough to plan by, and a tenth of a second at 300,000 events."""


def learn_sizes() -> None:
    """Let SQLite look at its tables. PostgreSQL does so by itself (autovacuum)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")
