"""Many rows in short transactions: others wait for one chunk, never for the whole of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
CHUNK, LEAST = 2_000, 250
HOLD_SECONDS = 0.2
"""Chunks grow or shrink to hold the database for so long."""

PAUSE_SECONDS = 0.11
"""SQLite keeps no queue of writers: one that waits looks again every 0.1 s at the latest."""


def in_chunks(
    rows: Sequence[T],
    write: Callable[[Sequence[Any]], object],
    prepare: Callable[[Sequence[T]], Sequence[Any]] = list,
) -> None:
    """Write the rows some at a time, each time in a transaction of its own.

    Takes   prepare, what is done with some rows before their transaction begins, for nobody waits
            for that.
    """
    done, size = 0, LEAST
    while done < len(rows):
        some = prepare(rows[done : done + size])
        began = time.perf_counter()
        with transaction.atomic():
            write(some)
        size = fitting(len(some), time.perf_counter() - began)
        done += len(some)
        let_others_write()


def one_by_one(rows: Iterable[T]) -> Iterator[T]:
    """Rows that are written in a transaction each: pauses for other writers where the transactions
    of some together held the database for long."""
    began = time.perf_counter()
    for row in rows:
        yield row
        if time.perf_counter() - began >= HOLD_SECONDS:
            let_others_write()
            began = time.perf_counter()


def fitting(rows: int, seconds: float) -> int:
    """How many rows the next chunk takes, by how long the last one held the database."""
    wanted = rows * HOLD_SECONDS / max(seconds, 1e-3)
    return int(min(max(wanted, LEAST), 2 * rows + LEAST, 10_000))


def let_others_write() -> None:
    """Pause for as long as a writer that waits may sleep; in a transaction it would help nobody."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(PAUSE_SECONDS)
