"""Django's cache in the database, which says so when the database refuses.

Django's own swallows the refusal: `add` then answers as if the key were there already, and a limit
or a code that is good once would take a database that is locked for a limit that is reached.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache.backends import db
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.db import OperationalError, connections, router, transaction


class SayingCache(db.DatabaseCache):
    """Tells "was there" from "could not be written" when a key is added."""

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
