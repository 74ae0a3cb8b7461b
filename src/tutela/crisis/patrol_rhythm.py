"""The standing rhythm of a place in prevention: what was planned a week, beside what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

KINDS = ("patrol", "visit", "liaison", "test")
"""Standing patrols, staff on site, liaison meetings, warning contacts tested.

Source  Operational Concept, paragraph 19 phase 1.
"""

PATROLS = ("day_patrol", "long_range_patrol", "escort", "show_of_presence")
"""Options of alerts that count as patrols too. Source: phase_lines.csv, prevention, presence."""

BACK = 4
"""How many weeks before this one are shown."""

STATES = ("kept", "short", "running", "unknown", "unplanned")


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """One kind in one week: planned, done and how it stands; None is not known, never zero."""

    kind: str
    monday: date
    planned: int | None
    done: int | None
    state: str


def monday_of(day: date) -> date:
    """The first day of the week.

    >>> monday_of(date(2018, 12, 30))
    datetime.date(2018, 12, 24)
    """
    return day - timedelta(days=day.weekday())


def weeks(on: date) -> list[date]:
    """The Mondays of the weeks shown, the oldest first; this week last."""
    return [monday_of(on) - timedelta(weeks=back) for back in range(BACK, -1, -1)]


def state_of(planned: int | None, done: int | None, *, over: bool) -> str:
    """How one kind stands in one week.

    Takes   planned and done, None where nobody said; over, whether the week has passed.

    >>> state_of(3, None, over=True), state_of(3, 0, over=True), state_of(3, 1, over=False)
    ('unknown', 'short', 'running')
    """
    if planned is None:
        return "unplanned"
    if done is None:
        return "unknown"
    if done >= planned:
        return "kept"
    return "short" if over else "running"


def beats(
    plans: Sequence[tuple[date, Mapping[str, int | None]]],
    done: Mapping[tuple[str, date], int],
    on: date,
) -> list[list[PlannedWeek]]:
    """Each kind over the weeks shown, the oldest week first.

    Takes   plans, from which day each holds and how many a week of each kind, the later after the
            earlier; done, how many by kind and Monday: what is not in it is not known.
    Gives   one row a kind of KINDS, each with BACK + 1 beats.
    """
    rows = []
    for kind in KINDS:
        row = []
        for monday in weeks(on):
            holding = [plan for since, plan in plans if monday_of(since) <= monday]
            planned = holding[-1].get(kind) if holding else None
            found = done.get((kind, monday))
            over = monday < monday_of(on)
            row.append(
                PlannedWeek(kind, monday, planned, found, state_of(planned, found, over=over))
            )
        rows.append(row)
    return rows
