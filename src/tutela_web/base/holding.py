"""What is held until a transaction ends. A verb holds what it rules on before it asks its rules.

Without that two people at once are both told yes: each looks, each finds the rule kept, and the
second writes over the first. SQLite has one writer, whose turn begins with the transaction: there
it is enough to read within it what is ruled on.

Rows are held without their key: what only names them, a report its alert, need not wait.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from inspect import signature
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

M = TypeVar("M", bound=Model)
P = ParamSpec("P")
T = TypeVar("T")


def hold(row: M, *related: str) -> M:
    """The row as it stands now; who else holds it waits until this transaction ends.

    Takes   related, the fields that are read with it, and not held.
    Raises  DoesNotExist where it is gone.
    """
    rows = type(row)._default_manager.select_for_update(of=("self",), no_key=True)
    held = (rows.select_related(*related) if related else rows).get(pk=row.pk)
    if "mission" in row._state.fields_cache:  # no verb rules on the mission itself
        held._state.fields_cache["mission"] = row._state.fields_cache["mission"]
    return held


def hold_in_order(*rows: M) -> list[M]:
    """Rows of one kind as they stand now, held in the order of their keys: two who hold the same
    crosswise wait for one another, and not for ever."""
    by_key = {row.pk: hold(row) for row in sorted(rows, key=lambda row: str(row.pk))}
    return [by_key[row.pk] for row in rows]


def one_at_a_time(
    held: Callable[[M], M],
) -> Callable[[Callable[Concatenate[M, P], T]], Callable[Concatenate[M, P], T]]:
    """Make of a verb one transaction that begins by holding what the verb is about.

    Takes   held, which holds the verb's first argument, or what stands for it, and gives it as it
            stands now: the verb rules on that.
    """

    def decorate(verb: Callable[Concatenate[M, P], T]) -> Callable[Concatenate[M, P], T]:
        first = next(iter(signature(verb).parameters))

        @wraps(verb)
        def hold_first(*args: P.args, **kwargs: P.kwargs) -> T:
            named = dict(kwargs)  # who names what the verb is about gives it by its name
            row, *others = args or (named.pop(first),)
            with transaction.atomic():
                return verb(held(row), *others, **named)  # type: ignore[arg-type]

        return hold_first  # type: ignore[return-value]  # what it takes is what the verb takes

    return decorate


def hold_name(*words: str | float | UUID) -> None:
    """Hold a name that no row stands for yet: the id of a record to be made, a file, an edition.
    Who holds the same words waits until this transaction ends, and then finds what was made."""
    if connection.vendor != "postgresql":
        return
    said = blake2b("\0".join(map(str, words)).encode(), digest_size=8).digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(said, "big", signed=True)]
        )
