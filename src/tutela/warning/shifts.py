"""The shifts of an operations centre: when one ends and the next begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

CHANGES = (time(6), time(18))
"""When officers hand over, in the mission's time. Source: practice of mission JOCs [P]."""

FLASH_WITHIN = timedelta(hours=1)
"""By when near harm has its flash report. Source: domain reference, W1 step 8."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift: from and until, in the mission's time."""

    began: datetime
    ends: datetime


def shift_of(moment: datetime) -> Shift:
    """The shift in which a moment lies; the moment of change belongs to the one that begins.

    Takes   a moment in the mission's own zone.

    >>> night = shift_of(datetime(2030, 6, 2, 2, 30))
    >>> night.began.isoformat(), night.ends.isoformat()
    ('2030-06-01T18:00:00', '2030-06-02T06:00:00')
    >>> shift_of(datetime(2030, 6, 2, 6, 0)).ends.hour
    18
    """
    changes = [
        datetime.combine(moment.date() + timedelta(days=days), hour, moment.tzinfo)
        for days in (-1, 0, 1)
        for hour in CHANGES
    ]
    began = max(change for change in changes if change <= moment)
    return Shift(began, min(change for change in changes if change > moment))
