"""Whether a line of the strategy was looked at in time, and which way a figure goes.

Source: Framework, template J, paragraphs 26 and 27: implementation and its impact on civilians are
kept under constant review, and progress, or its lack, is charted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tutela.strategy.measures import state_of

REVIEW_DAYS = 90
"""After so many days a line is to be reviewed again, where its review names no day [P]."""

ORDER = ("late", "no day", "due", "ahead", "done")
"""How the review of a line stands, what is overdue first; a line that ended waits for none."""

COURSES = ("better", "same", "worse", "unknown")
"""Which way a figure goes."""


def review_due(
    reviewed: date | None, asked: date | None, begun: date | None, *, every: int = REVIEW_DAYS
) -> date | None:
    """The day by which a line is to be reviewed.

    Takes   reviewed, the day of its last review; asked, the day that review set for the next;
            begun, its first day; every, days between reviews.
    Gives   None where it was never reviewed and nobody said when it began.

    >>> review_due(date(2018, 12, 1), None, None), review_due(None, None, None)
    (datetime.date(2019, 3, 1), None)
    """
    if reviewed is not None:
        return asked or reviewed + timedelta(every)
    return begun + timedelta(every) if begun is not None else None


def review_state(due: date | None, *, ended: bool, on: date) -> str:
    """How the review of a line stands on a day: one of ORDER.

    >>> review_state(date(2018, 12, 1), ended=False, on=date(2019, 1, 1))
    'late'
    >>> review_state(date(2018, 12, 1), ended=True, on=date(2019, 1, 1))
    'done'
    """
    return "done" if ended else state_of(due, on=on)


def course_of(values: Sequence[float | None], better: str) -> str:
    """Which way a figure went over its periods: one of COURSES.

    Takes   values, oldest first, None where a period has none; better, "higher" or "lower", blank
            where nobody said.
    Gives   unknown with fewer than two values, where the last period has none, or where nobody said
            which direction is better: never progress.

    >>> course_of([9.0, None, 4.0], "lower"), course_of([9.0, 4.0, None], "lower")
    ('better', 'unknown')
    >>> course_of([4.0, 4.0], "higher"), course_of([3.0, 9.0], "lower")
    ('same', 'worse')
    """
    known = [value for value in values if value is not None]
    if len(known) < 2 or values[-1] is None or better not in ("higher", "lower"):
        return "unknown"
    moved = known[-1] - known[0]
    if moved == 0:
        return "same"
    return "better" if (moved > 0) == (better == "higher") else "worse"
