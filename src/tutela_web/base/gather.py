"""What a change puts off to its end, so that it is done for all of it together.

Rows that nothing asks for again within the change need not be inserted one by one: a night of many
texts is taken several at a time (channels/inbound.py), and costs a fraction.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import groupby
from typing import Any, TypeVar

from django.db import models, transaction

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)


class Step(IntEnum):
    """In which order what was put off is done."""

    ROWS = 1
    READS = 2  # what asks for those rows
    TRAIL = 3  # what holds others up: the chain of the audit


@dataclass(frozen=True)
class _Gathering:
    waiting: dict[tuple[Step, Callable[..., Any]], list[Any]] = field(default_factory=dict)
    known: dict[Hashable, Any] = field(default_factory=dict)


_now: ContextVar[_Gathering | None] = ContextVar("_now", default=None)


@contextmanager
def gathered(using: str = "default") -> Iterator[None]:
    """One transaction, at whose end is done what was put off; one within another ends with it.

    For verbs that undo nothing by themselves: what was put off is done even if what it belongs to
    was taken back by a savepoint.
    """
    if _now.get() is not None:
        yield
        return
    with transaction.atomic(using=using):
        token = _now.set(_Gathering())
        try:
            yield
            done(Step.TRAIL)
        finally:
            _now.reset(token)


def gathering() -> bool:
    """Whether something is being gathered."""
    return _now.get() is not None


def later(keep: Callable[[list[T]], object], *given: T, step: Step = Step.ROWS) -> None:
    """Do something with what is given: now, or with all that is given to the same at the end.

    >>> later(print, "at once")
    ['at once']
    """
    now = _now.get()
    if now is not None:
        now.waiting.setdefault((step, keep), []).extend(given)
    elif given:
        keep(list(given))


def once(key: Hashable, make: Callable[[], T]) -> T:
    """What is the same for the whole of what is gathered; made anew where nothing is."""
    now = _now.get()
    if now is None:
        return make()
    if key not in now.known:
        now.known[key] = make()
    return now.known[key]  # type: ignore[no-any-return]


def insert(*rows: models.Model) -> None:
    """Insert new rows, of any models."""
    later(_insert, *rows)


def _insert(rows: list[models.Model], *, new_only: bool = False) -> None:
    for model, mine in by_model(rows):
        model._default_manager.bulk_create(mine, ignore_conflicts=new_only)


def insert_new(*rows: models.Model) -> None:
    """Insert rows but those that are there already, by whatever is unique of them."""
    later(_insert_new, *rows)


def _insert_new(rows: list[models.Model]) -> None:
    _insert(rows, new_only=True)


def by_model(rows: Iterable[M]) -> Iterator[tuple[type[M], list[M]]]:
    """Rows of each model, always in the same order of tables: two changes lock them alike."""
    for model, mine in groupby(sorted(rows, key=_table), key=type):
        yield model, list(mine)


def _table(row: models.Model) -> str:
    return row._meta.db_table


def done(upto: Step = Step.ROWS) -> None:
    """Do what was put off until now. For those who ask for rows within the change."""
    now = _now.get()
    if now is None:
        return
    while ahead := [key for key in now.waiting if key[0] <= upto]:
        step, keep = min(ahead, key=_step)  # the first of the least: what is done may add more
        if given := now.waiting.pop((step, keep)):
            keep(given)


def _step(key: tuple[Step, Callable[..., Any]]) -> Step:
    return key[0]
