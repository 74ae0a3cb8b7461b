"""When an alert climbs above field duty level: never a watch or warning that rests on one voice.

Imminent harm and an attack that goes on climb always. A watch or a warning climbs once somebody
called back, a second independent source told of it, or a tripwire fired. Until then the same
clocks tell base, police base, field office, sector and the duty officer, and nobody above.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from tutela.warning.clocks import LEVELS, HeldLevel
from tutela.warning.states import CALLED_BACK

ALWAYS = LEVELS.index("imminent")
"""From this level on an alert climbs, whoever told of it."""

TRIPWIRE, SECOND_SOURCE = "tripwire", "second source"


class Confirmation(NamedTuple):
    """What lets a watch or warning climb, and since when it is on record."""

    at: datetime
    by: str


class Voice(NamedTuple):
    """One report: who or what told it, as far as that is known, and when it was on record.

    source   tells sources apart: two reports of which nobody can say that they come from two have
             the same
    """

    source: Hashable
    at: datetime


def confirmation_of(
    voices: Iterable[Voice],
    *,
    tripped: Iterable[datetime] = (),
    called_back: Iterable[datetime] = (),
) -> Confirmation | None:
    """What lets a watch or warning climb first; None while nothing does.

    Takes   voices, of the reports that tell of harm; tripped and called_back, when each was on
            record.

    >>> from datetime import UTC
    >>> at, later = (datetime(2018, 12, 31, hour, tzinfo=UTC) for hour in (3, 4))
    >>> confirmation_of([Voice("a number", at), Voice("a number", later)]) is None
    True
    >>> confirmation_of([Voice("a number", at), Voice("a base", later)]).by
    'second source'
    """
    first: dict[Hashable, datetime] = {}
    for voice in voices:
        first[voice.source] = min(first.get(voice.source, voice.at), voice.at)
    second = sorted(first.values())[1:2]
    confirmations = [
        *(Confirmation(at, TRIPWIRE) for at in tripped),
        *(Confirmation(at, CALLED_BACK) for at in called_back),
        *(Confirmation(at, SECOND_SOURCE) for at in second),
    ]
    return min(confirmations, default=None)


def climbs_since(
    held: Iterable[Sequence[HeldLevel]], confirmation: Confirmation | None
) -> datetime | None:
    """Since when a thread climbs above field duty level; None while it does not.

    Takes   held, of each of its alerts the levels in the order they were given, the last in force.
    """
    moments = [confirmation.at] if confirmation else []
    for levels in held:
        near: datetime | None = None
        for level, since in levels:
            near = None if LEVELS.index(level) < ALWAYS else near or since
        moments += [near] if near else []
    return min(moments, default=None)
