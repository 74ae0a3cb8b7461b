"""What one change writes: at once, or held until its end so that a table is written in one step.

Verbs that may be part of a larger change take `writes`. Without it they write at once. Whoever
keeps several records in one transaction opens it by `writes_together` and hands what that gives to
each verb: a night of many texts is kept several at a time (channels/intake.py), at a fraction of
the cost. Nothing is held for a verb that was not given the object.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from django.db import models, transaction

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)


class WriteStep(IntEnum):
    """In which order what is held is done."""

    ROWS = 1
    READS = 2  # what asks for those rows


class AtOnce:
    """Writes at once and keeps nothing in mind: what verbs do where no `Writes` is given.

    >>> AtOnce().do(print, "at once")
    ['at once']
    """

    holds = False

    def do(
        self, keep: Callable[[list[T]], object], *given: T, step: WriteStep = WriteStep.ROWS
    ) -> None:
        """Do something with what is given, all together."""
        if given:
            keep(list(given))

    def know(self, key: Hashable, read: Callable[[], T]) -> T:
        """What is the same for the whole of the change, read once."""
        return read()

    def insert(self, *rows: models.Model) -> None:
        """Insert new rows, of any models."""
        self.do(_insert, *rows)

    def insert_new(self, *rows: models.Model) -> None:
        """Insert rows but those that are there already, by whatever is unique of them."""
        self.do(_insert_new, *rows)

    def flush(self) -> None:
        """Write the rows that are held: for who asks for them within the change."""

    def finish(self) -> None:
        """Write all that is held. The last call within the transaction."""


class Writes(AtOnce):
    """Holds what is written until `finish`, which is called in the same transaction.

    For verbs that undo nothing by themselves: what is held is done even if a savepoint took back
    what it belongs to.

    >>> writes = Writes()
    >>> writes.do(print, 1), writes.do(print, 2)
    (None, None)
    >>> writes.finish()
    [1, 2]
    """

    holds = True

    def __init__(self) -> None:
        self._held: dict[tuple[WriteStep, Callable[..., Any]], list[Any]] = {}
        self._known: dict[Hashable, Any] = {}

    def do(
        self, keep: Callable[[list[T]], object], *given: T, step: WriteStep = WriteStep.ROWS
    ) -> None:
        """Do something with all that is given to the same, at the end."""
        self._held.setdefault((step, keep), []).extend(given)

    def know(self, key: Hashable, read: Callable[[], T]) -> T:
        """What is the same for the whole of the change, read the first time it is asked for."""
        if key not in self._known:
            self._known[key] = read()
        return self._known[key]  # type: ignore[no-any-return]

    def flush(self) -> None:
        """Write the rows that are held: for who asks for them within the change."""
        self._write(WriteStep.ROWS)

    def finish(self) -> None:
        """Write all that is held. The last call within the transaction."""
        self._write(WriteStep.READS)

    def _write(self, upto: WriteStep) -> None:
        while ahead := [key for key in self._held if key[0] <= upto]:
            step, keep = min(ahead, key=itemgetter(0))  # the first of the least: writing may add
            if given := self._held.pop((step, keep)):
                keep(given)


AT_ONCE = AtOnce()


@contextmanager
def writes_together(using: str = "default") -> Iterator[Writes]:
    """One transaction, with what it holds written before its commit; nothing of it if it fails."""
    with transaction.atomic(using=using):
        writes = Writes()
        yield writes
        writes.finish()


def _insert(rows: list[models.Model], *, new_only: bool = False) -> None:
    for model, mine in by_model(rows):
        model._default_manager.bulk_create(mine, ignore_conflicts=new_only)


def _insert_new(rows: list[models.Model]) -> None:
    _insert(rows, new_only=True)


def by_model(rows: Iterable[M]) -> Iterator[tuple[type[M], list[M]]]:
    """Rows of each model, always in the same order of tables: two changes lock them alike."""
    for model, mine in groupby(sorted(rows, key=_table), key=type):
        yield model, list(mine)


def _table(row: models.Model) -> str:
    return row._meta.db_table
