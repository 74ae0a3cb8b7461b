"""What only migrations make, added once to test databases whose tables are made from the models."""

from __future__ import annotations

from django.db import connection

from tutela_web.access import tables

_DONE: list[bool] = []


def complete() -> None:
    """Add the triggers of the audit and the index of words; once a process, whoever asks."""
    if _DONE:
        return
    _DONE.append(True)
    with connection.schema_editor() as editor:
        tables.complete("default", editor)
