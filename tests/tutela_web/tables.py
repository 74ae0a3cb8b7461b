"""What only migrations make, added once to test databases whose tables are made from the models."""

from __future__ import annotations

from importlib import import_module

from django.db import connection

from tutela_web.access import append_only

_DONE: list[bool] = []


def complete() -> None:
    """Add the triggers of the audit and the index of words; once a process, whoever asks."""
    if _DONE:
        return
    _DONE.append(True)
    search = import_module("tutela_web.base.migrations.0003_search_index")
    with connection.schema_editor() as editor:
        append_only.create(connection)
        search.there(None, editor)
