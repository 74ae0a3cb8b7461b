"""When a hot debrief opens by itself, and which causes are of one event. Source: domain reference,
W1 step 9 and W6; the distances and days are our proposal, in data/triggers.csv.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from tutela.base.data_tables import shipped_rows

DEBRIEF_HOURS = 72
"""So long after it opened a hot debrief is due. Source: domain reference, W6."""

REVIEW_DAYS = 30
"""So long after it was decided a formal review is due. Source: domain reference, W6."""

SAME_EVENT = timedelta(hours=72)
"""What happens at one place within this time is one event, unless a person says otherwise."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule by which a debrief opens.

    within_km, least_deaths   of deaths near a base; None where the rule asks for neither
    days                      how far back it looks; None for what a person opens
    undecided_hours           so long after the clock of deciding ran out and nobody had decided
    """

    rule: str
    label: str
    within_km: float | None
    least_deaths: int | None
    days: int | None
    undecided_hours: int | None


@cache
def triggers() -> dict[str, Trigger]:
    """Every rule by its name.

    >>> triggers()["died_near_base"].within_km
    10.0
    """
    return {
        row["rule"]: Trigger(
            row["rule"],
            row["label"],
            float(row["within_km"]) if row["within_km"] else None,
            int(row["least_deaths"]) if row["least_deaths"] else None,
            int(row["days"]) if row["days"] else None,
            int(row["undecided_hours"]) if row["undecided_hours"] else None,
        )
        for row in shipped_rows("tutela.lessons", "triggers.csv")
    }


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a debrief opens: which rule, where and when; thread, of the alert it comes from."""

    rule: str
    key: str
    place: str
    at: datetime
    thread: str = ""


def is_same_event(cause: Cause, place: str, at: datetime, threads: Iterable[str]) -> bool:
    """Whether a cause is of an event that has a debrief already.

    Takes   place and at, of the event; threads, the alerts known of it.
    Gives   True for one of its alerts, or for what happened at the same place within 72 hours.
            What names no place is never taken for the same by place.

    >>> day = datetime(2030, 6, 1)
    >>> again = Cause("expired", "b", "Luma", day + timedelta(hours=5), "a2")
    >>> is_same_event(again, "Luma", day, ["a1"])
    True
    >>> is_same_event(again, "Kodo", day, ["a1"])
    False
    """
    if cause.thread and cause.thread in set(threads):
        return True
    return bool(cause.place) and cause.place == place and abs(cause.at - at) <= SAME_EVENT
