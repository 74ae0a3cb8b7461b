"""Can anybody be there in time? The fastest able unit's way against the time that is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from tutela.base.messages import Sentence, say

Level = Literal["red", "amber", "green", "unknown"]
Comes = Literal["in time", "late", "none", "unknown"]

AT_ONCE = 60.0
"""Minutes: whoever is as near as this helps an attack that goes on or is about to begin, though
the time left is shorter."""


@dataclass(frozen=True, slots=True)
class Gap:
    """red, amber, green or not known, and why, with the minutes that are to spare."""

    level: Level
    why: Sentence
    spare_minutes: float | None = None


def comes(units: Iterable[tuple[bool | None, float | None]], within: timedelta) -> Comes:
    """Whether an able unit comes within a time, for a place of which no onset is known.

    Takes   of each unit whether it is able and its minutes to the place, None for not known.
    Gives   in time if one that is able is; not known where it hangs on a unit of which it is not
            known whether it is able or how long it needs; late if only later ones are able; none.

    >>> hours = timedelta(hours=4)
    >>> comes([(True, 60), (None, 10)], hours), comes([(True, 300), (False, 10)], hours)
    ('in time', 'late')
    >>> comes([(True, 300), (None, 10)], hours), comes([(None, 300)], hours), comes([], hours)
    ('unknown', 'none', 'none')
    """
    most = within.total_seconds() / 60
    sure, perhaps = False, False
    for able, minutes in units:
        near = minutes is not None and minutes <= most
        if able and near:
            return "in time"
        perhaps |= able is not False and (near or minutes is None)
        sure |= able is True and minutes is not None
    return "unknown" if perhaps else "late" if sure else "none"


def gap_of(
    units: Iterable[tuple[bool | None, float | None]],
    onset: timedelta | None,
    *,
    unlisted: Sequence[tuple[str, float | None]] = (),
) -> Gap:
    """The protection gap of a place: never part of its risk.

    Takes   of each unit whether it is able and its minutes until it is there, None for not known;
            onset, the time left until harm is feared, None for not known; unlisted, the bases of
            which no unit is known, by name, each with its minutes to the place, nearest first.
    Gives   red if no unit is able, or the fastest comes later than the onset; amber if the time to
            spare is under half the onset window; else green. Not known where it hangs on a unit
            of which it is not known whether it is able or how long it needs, or on who stands at a
            base from where somebody could come in time, or within AT_ONCE.
    Source  domain reference section d, protection gap.

    >>> gap_of([(True, 60), (None, 10)], timedelta(hours=4)).level
    'green'
    >>> gap_of([(True, 60)], timedelta(hours=1.5)).level, gap_of([], timedelta(hours=4)).level
    ('amber', 'red')
    >>> gap_of([(None, 60)], timedelta(hours=4)).level
    'unknown'
    >>> asked = gap_of([(True, 900)], timedelta(hours=4), unlisted=[("COB Teak", 30.0)])
    >>> asked.level, str(asked.why)
    ('unknown', 'which units stand at COB Teak is not known: ask the base')
    >>> gap_of([(True, 900)], timedelta(0), unlisted=[("COB Teak", 30.0)]).level  # it goes on
    'unknown'
    """
    known = list(units)
    sure = [minutes for able, minutes in known if able is True and minutes is not None]
    hidden = [able for able, minutes in known if able is None or (able and minutes is None)]
    left = None if onset is None else onset.total_seconds() / 60
    if sure and left is not None and min(sure) <= left:
        spare = left - min(sure)
        told = say(
            "the fastest able unit needs {n:.0f} minutes of {left:.0f}", n=min(sure), left=left
        )
        return Gap("amber" if spare < left / 2 else "green", told, spare)
    helps = None if left is None else max(left, AT_ONCE)
    could = [name for name, n in unlisted if n is None or helps is None or n <= helps]
    if could:
        why = say("which units stand at {base} is not known: ask the base", base=could[0])
        return Gap("unknown", why)
    if left is None and (sure or hidden):
        return Gap("unknown", say("when harm is feared is not known"))
    if hidden:
        return Gap(
            "unknown", say("whether a unit is able, or when it could be there, is not known")
        )
    if sure:
        hours, minutes = divmod(round(min(sure) - (left or 0)), 60)
        late = say("the fastest able unit comes {h} h {m:02} min late", h=hours, m=minutes)
        return Gap("red", late, (left or 0) - min(sure))
    if unlisted:
        why = say(
            "no unit is known to be able; whoever stands at {base} is late", base=unlisted[0][0]
        )
        return Gap("red", why)
    return Gap("red", say("no unit is able"))
