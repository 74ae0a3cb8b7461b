"""What is owed to communities: how long a point has waited, and who has been silent how long."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Literal, TypeVar

State = Literal["late", "owed", "answered", "refused", "unsafe"]

EVERY_DAYS, ASK_DAYS, ANSWER_DAYS = 30, 180, 14
"""Where the mission set no period: between exchanges with a place, between the questions whether
its strategy meets its aims, and until a point is answered. Ours, no policy of the UN."""


def is_late(ended: bool, due: date | None, on: date) -> bool:
    """Whether an answer is owed past its day.

    >>> day = date(2018, 12, 20)
    >>> is_late(False, day, day), is_late(False, day, date(2018, 12, 21)), is_late(True, day, day)
    (False, True, False)
    """
    return not ended and due is not None and due < on


def days_waited(since: date, until: date) -> int:
    """Whole days since something was raised; never less than none.

    >>> days_waited(date(2018, 12, 1), date(2018, 12, 31))
    30
    """
    return max((until - since).days, 0)


def is_silent(last: date | None, every: int, on: date) -> bool:
    """Whether a place was not spoken with for more than so many days, or never.

    >>> today = date(2018, 12, 31)
    >>> is_silent(date(2018, 12, 1), 30, today), is_silent(None, 30, today)
    (False, True)
    """
    return last is None or on - last > timedelta(days=every)


RowT = TypeVar("RowT")
KeyT = TypeVar("KeyT")


@dataclass(frozen=True)
class DebtGroup(Generic[KeyT]):
    """What is owed to one community, or by one office: how much, how late, how old the oldest."""

    of: KeyT
    owed: int
    late: int
    oldest: int


def sum_up(
    rows: Iterable[RowT],
    of: Callable[[RowT], KeyT],
    *,
    waited: Callable[[RowT], int],
    late: Callable[[RowT], bool],
) -> list[DebtGroup[KeyT]]:
    """The debts by community or office: most late first, then the oldest.

    >>> rows = [("Nalo", 41, True), ("Hill", 1, False), ("Nalo", 1, False)]
    >>> village, days, late = (lambda row, n=n: row[n] for n in range(3))
    >>> summed = sum_up(rows, village, waited=days, late=late)
    >>> [(group.of, group.owed, group.late, group.oldest) for group in summed]
    [('Nalo', 2, 1, 41), ('Hill', 1, 0, 1)]
    """
    groups: dict[KeyT, list[RowT]] = {}
    for row in rows:
        groups.setdefault(of(row), []).append(row)
    summed = [
        DebtGroup(key, len(members), sum(map(late, members)), max(map(waited, members)))
        for key, members in groups.items()
    ]
    return sorted(summed, key=lambda group: (-group.late, -group.oldest, -group.owed))
