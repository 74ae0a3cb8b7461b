"""Django's cache in the database, which says so when the database refuses.

Django's own swallows the refusal: `add` then answers as if the key were there already, and a limit
or a code that is good once would take a database that is locked for a limit that is reached.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.cache.backends import db
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.db import OperationalError, connection, connections, router, transaction

from tutela_web.base.upkeep.last_writes import write_last
from tutela_web.base.values import FieldValue


class SayingCache(db.DatabaseCache):
    """Tells "was there" from "could not be written" when a key is added; what a page that only
    reads puts by is written once it has read all (`base/upkeep/moment.py`)."""

    def set(
        self,
        key: str,
        value: FieldValue,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        if _only_reads():
            write_last(self._set_all, (key, value, timeout, version))
        else:
            super().set(key, value, timeout, version)

    def _set_all(self, given: list[tuple[str, FieldValue, float | None, int | None]]) -> None:
        for entry in given:
            super().set(*entry)

    def _base_delete_many(self, keys: Sequence[str]) -> bool:
        # Django takes away what has expired when it is asked for: whoever asks next may do so too.
        return not _only_reads() and super()._base_delete_many(keys)  # type: ignore[misc]

    def add(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Whether the key was not there; OperationalError if the database is locked, full, away."""
        using = router.db_for_write(self.cache_model_class)
        refusals: list[OperationalError] = []

        def watch(execute: Callable[..., Any], *statement: Any) -> Any:
            try:
                return execute(*statement)
            except OperationalError as error:
                refusals.append(error)
                raise

        # A transaction begun here, not in Django's own, waits its turn where we see it refused.
        with transaction.atomic(using), connections[using].execute_wrapper(watch):
            added = super().add(key, value, timeout, version)
            if refusals:
                raise refusals[0]
        return added


def _only_reads() -> bool:
    return bool(connection.reads_only)  # type: ignore[attr-defined]  # see LastWrites
