"""Counts of people of whom few were met: who was there could be told from an exact one."""

from __future__ import annotations

FEWER = 5
"""Nobody keeps an exact count of so small a group: who was there could be told from it."""

FEW = 1
"""How a count of one to four is kept."""


def count_kept(count: int | None) -> int | None:
    """A count as it is kept: one to four people are "fewer than five"; None was not counted.

    >>> [count_kept(count) for count in (None, 0, 1, 3, 4, 5, 31)]
    [None, 0, 1, 1, 1, 5, 31]
    """
    return FEW if count is not None and 0 < count < FEWER else count
