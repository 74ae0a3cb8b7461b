"""What leaves the mission: small counts hidden, places generalised.

Counts under 5 are not told, and neither is one more cell of a row or column where a hidden one
could be had by subtracting from a total (domain rule g11).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tutela.base.later import np
from tutela.base.messages import say

if TYPE_CHECKING:
    from numpy.typing import NDArray


COUNTS_READABLE = say("Counts only records you may read.")
"""Stands on every paper and table of figures, for every reader and whether or not anything is
withheld from them: its presence tells nothing."""

WITHHELD = say("Withheld: you may not read these records. That is neither zero nor none.")
"""Stands in place of a table of records whose kind its reader may not read at all."""

LEAST = 5
"""The smallest count that is told outside its compartment."""

STEP_DEGREES = 0.1
"""About 11 km: how far a place is generalised."""


def cells_to_show(
    counts: NDArray[np.int64], *, totals: bool, hidden_before: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Which cells of a table of counts may be told.

    Takes   n x m counts, 0 or more; whether row and column totals are told beside them;
            hidden_before, the cells that an earlier copy hid: told now, they and that copy would
            say what was added, so they stay hidden.
    Gives   n x m: true where the count may be told. Zero is told: nobody is counted in it. With
            totals, a row or column never has exactly one hidden cell, nor hidden cells that sum to
            less than 5: the smallest told ones are hidden with them.
    Source  cell suppression, Willenborg & de Waal (2001), Elements of Statistical Disclosure
            Control, chapter 3.

    >>> cells_to_show(np.array([[7, 2, 9]]), totals=False).tolist()
    [[True, False, True]]
    >>> cells_to_show(np.array([[7, 2, 9], [8, 8, 8]]), totals=True).tolist()
    [[False, False, True], [False, False, True]]
    >>> before = np.array([[False, True, False]])
    >>> cells_to_show(np.array([[7, 6, 9]]), totals=False, hidden_before=before).tolist()
    [[True, False, True]]
    """
    shown: NDArray[np.bool_] = (counts == 0) | (counts >= LEAST)
    if hidden_before is not None:
        shown &= ~hidden_before
    if not totals:
        return shown
    while True:
        row = _first_line_open(counts, shown)
        column = _first_line_open(counts.T, shown.T)
        if row is None and column is None:
            return shown
        if row is not None:
            _hide_smallest(counts[row], shown[row])
        if column is not None:
            _hide_smallest(counts[:, column], shown[:, column])


def rows_to_show(
    counts: NDArray[np.int64], *, hidden_before: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Which rows of a table may be told where a row is told whole or not at all, beside the sums of
    its columns: the answers of a group, the group, those of everybody.

    Takes   n x m counts, 0 or more: a row a group; hidden_before, rows that are not told whatever
            they hold.
    Gives   n: true where the row may be told. A row with a count below 5 is hidden; and no row can
            be had from the others, nor hidden rows that sum to less than 5 in any column: the
            smallest told ones are hidden with them. Rows in which nobody is counted are told.
    Source  as `cells_to_show`.

    >>> rows_to_show(np.array([[300, 300], [3, 5], [40, 30]])).tolist()
    [True, False, False]
    >>> rows_to_show(np.array([[300, 300], [3, 0]])).tolist()
    [False, False]
    """
    shown: NDArray[np.bool_] = ((counts == 0) | (counts >= LEAST)).all(axis=1)
    if hidden_before is not None:
        shown &= ~hidden_before
    people = counts.sum(axis=1)
    while True:
        hidden = ~shown & (people > 0)
        sums = counts[hidden].sum(axis=0)
        few = hidden.sum() == 1 or bool(((sums > 0) & (sums < LEAST)).any())
        candidates = np.flatnonzero(shown & (people > 0))
        if not (hidden.any() and few and len(candidates)):
            return shown
        shown[candidates[np.argmin(people[candidates])]] = False


class SpanTold(NamedTuple):
    """A count of some days that was told: both days are in it."""

    first: date
    last: date
    number: int

    def holds(self, other: SpanTold) -> bool:
        """Whether all days of another lie in it."""
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: SpanTold) -> bool:
        """Whether a day of another lies in it."""
        return self.first <= other.last and other.first <= self.last


def may_tell_span(asked: SpanTold, told: Iterable[SpanTold], *, adds_up: bool = True) -> bool:
    """Whether a count of some days may be told beside those of the same thing told before.

    Takes   told, what was told before, the last told first; adds_up, whether the counts of two
            spans are that of both: where they are not, only the same days may be told again.
    Gives   false where it counts fewer than five; where its days lie across those told before, of
            which a part could be had; where what it leaves of a longer span, or shorter ones leave
            of it, is fewer than five; and where it differs by fewer from what was told of the same
            days. Spans told then lie in or beside one another, and what can be computed from them
            is sums of what each has beside those in it: none of these is from one to four.

    >>> quarter = SpanTold(date(2018, 1, 1), date(2018, 3, 31), 20)
    >>> may_tell_span(SpanTold(date(2018, 1, 1), date(2018, 2, 28), 18), [quarter])
    False
    >>> may_tell_span(SpanTold(date(2018, 1, 1), date(2018, 2, 28), 15), [quarter])
    True
    """
    before = list(told)
    if _is_few(asked.number):
        return False
    for span in before:
        if not span.meets(asked):
            continue
        if span[:2] == asked[:2]:
            if _is_few(span.number - asked.number):
                return False
        elif not adds_up or not (span.holds(asked) or asked.holds(span)):
            return False
    newest = {span[:2]: span for span in reversed(before)}
    spans = [*(span for days, span in newest.items() if days != asked[:2]), asked]
    return not any(
        span.meets(asked)
        and _is_few(span.number - sum(inner.number for inner in _inner(span, spans)))
        for span in spans
    )


def _inner(outer: SpanTold, spans: Sequence[SpanTold]) -> list[SpanTold]:
    """The longest spans that lie in one and are shorter."""
    within = [one for one in spans if one[:2] != outer[:2] and outer.holds(one)]
    return [
        one
        for one in within
        if not any(other[:2] != one[:2] and other.holds(one) for other in within)
    ]


def _is_few(count: float) -> bool:
    """Whether so few are meant that they could be known."""
    return 0 < abs(count) < LEAST


def _first_line_open(counts: NDArray[np.int64], shown: NDArray[np.bool_]) -> int | None:
    """The first row in which a hidden count could be had from the row's total."""
    for number in range(len(counts)):
        hidden = ~shown[number]
        few = hidden.sum() == 1 or counts[number][hidden].sum() < LEAST
        if hidden.any() and few and (shown[number] & (counts[number] > 0)).any():
            return number
    return None


def _hide_smallest(counts: NDArray[np.int64], shown: NDArray[np.bool_]) -> None:
    candidates = np.flatnonzero(shown & (counts > 0))
    if len(candidates):
        shown[candidates[np.argmin(counts[candidates])]] = False


def generalise_degrees(degrees: float) -> float:
    """A coordinate moved to the middle of its cell of a tenth of a degree.

    >>> generalise_degrees(30.2), generalise_degrees(-4.99)
    (30.25, -4.95)
    """
    cell = np.floor(round(degrees / STEP_DEGREES, 9))
    return float(round((cell + 0.5) * STEP_DEGREES, 6))
