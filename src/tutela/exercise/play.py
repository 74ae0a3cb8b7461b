"""What of a script falls due while an exercise is played: by minute, and by what was waited for.

An exercise is steered by a conductor after a list of injects (ISO 22398, 5.5; NATO Bi-SC 75-3):
each has its minute, or so many minutes after what it waits for. Nothing here judges a person:
whether an expectation was met is said by an observer, and only that is counted from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tutela.exercise.script import Expectation, Inject, Script

MOST_SPEED = 10
"""An exercise runs at most so many times as fast: players still act by hand."""


@dataclass(frozen=True, slots=True)
class Played:
    """How far an exercise is.

    minute  minutes of the script that have passed
    given   the injects delivered, by code, with the minute
    judged  the expectations an observer judged, met or not, by code, with the minute
    """

    minute: int
    given: Mapping[str, int] = field(default_factory=dict)
    judged: Mapping[str, int] = field(default_factory=dict)


def minute_of(played: timedelta) -> int:
    """Whole minutes of a script that have passed.

    >>> minute_of(timedelta(minutes=4, seconds=59))
    4
    """
    return int(played.total_seconds() // 60)


def falls_due(inject: Inject, played: Played) -> int | None:
    """The minute in which an inject falls due; None as long as what it waits for has not come.

    >>> late = Inject("b", 5, "a", "call", "joc", "", {"en": "A second attack"})
    >>> falls_due(late, Played(9)), falls_due(late, Played(9, given={"a": 3}))
    (None, 8)
    """
    if not inject.after:
        return inject.minute
    since = played.given.get(inject.after, played.judged.get(inject.after))
    return None if since is None else since + inject.minute


def find_due(script: Script, played: Played) -> tuple[Inject, ...]:
    """The injects that fall due by now and were not delivered, in the order they fall due."""
    due = [
        (at, inject)
        for inject in script.injects
        if inject.code not in played.given
        and (at := falls_due(inject, played)) is not None
        and at <= played.minute
    ]
    return tuple(inject for _at, inject in sorted(due, key=lambda part: part[0]))


def deadline_of(expected: Expectation, played: Played) -> int | None:
    """The minute by which something is expected; None until the inject it is counted from came.

    >>> told = Expectation("told", "joc", 10, "a", {"en": "The base is told"})
    >>> deadline_of(told, Played(0)), deadline_of(told, Played(5, given={"a": 3}))
    (None, 13)
    """
    since = played.given.get(expected.from_inject)
    return None if since is None else since + expected.within_minutes


def length_of(script: Script) -> int:
    """The minutes a script takes at least: until the last of what is counted from the start, and
    what each waits for before it.

    >>> first = Inject("a", 2, "", "call", "joc", "", {})
    >>> after = Inject("b", 5, "a", "text", "joc", "", {})
    >>> length_of(Script("s", {}, {}, (), (first, after), (), ""))
    7
    """
    injects = {inject.code: inject for inject in script.injects}
    counted = {part.code: part for part in script.expectations}

    def begins(code: str, steps: int) -> int:
        if steps > len(injects):
            return 0
        if code in counted:
            return begins(counted[code].from_inject, steps) + counted[code].within_minutes
        if code not in injects:
            return 0
        inject = injects[code]
        return inject.minute + (begins(inject.after, steps + 1) if inject.after else 0)

    ends = [begins(code, 0) for code in (*injects, *counted)]
    return max(ends, default=0)
