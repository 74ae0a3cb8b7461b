"""Whether a site keeps people safe: what may be broken, by when it is fixed, what is answered.

Where a fence is cut and who could not flee is what an attacker would want: no rule here tells more
of it than *a defect is past its day* and *able, not able, not known*.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from tutela.base.messages import say

REFUGE = ("site", "church", "mosque", "hospital", "school")
"""Kinds of place where people seek refuge, and so have a perimeter."""

DEFECTS = {
    "fence": say("a fence or wall"),
    "gate": say("a gate or its lock"),
    "light": say("lights"),
    "ditch": say("a ditch or berm"),
    "tower": say("a post or tower"),
    "drainage": say("drainage"),
    "water": say("water"),
    "other": say("something else"),
}
"""What may be broken at a site."""

MENDED_WITHIN = timedelta(days=7)
GAP_CLOSED_WITHIN = timedelta(days=1)
"""How long a defect may wait where nobody set a day; the second, where people get through. Ours,
not policy: the head of office sets another day."""

THREATS = {
    "crowd": say("a crowd at the gate"),
    "inside": say("armed persons inside"),
    "small_arms": say("an attack with small arms"),
    "heavy": say("an attack with heavy weapons"),
}
"""Levels of threat to a site, the least first."""

PARTS = {"day": say("by day"), "night": say("by night")}

CANNOT_WALK = ("older", "disabled", "sick", "pregnant", "small_children")
"""Classes of people who cannot walk out by themselves: counts only, never a name."""

RAISED_TO = 4.0
"""What an overdue defect proposes for the conditions of a site: serious unprotected exposure, the
anchor of the method (docs/method). It never lowers what stands higher."""


def due_on(seen: date, *, people_pass: bool | None) -> date:
    """By when a defect is to be fixed where nobody said it.

    >>> due_on(date(2018, 2, 8), people_pass=True), due_on(date(2018, 2, 8), people_pass=None)
    (datetime.date(2018, 2, 9), datetime.date(2018, 2, 15))
    """
    return seen + (GAP_CLOSED_WITHIN if people_pass else MENDED_WITHIN)


def is_overdue(due: date, fixed: date | None, on: date) -> bool:
    """Whether a defect is past its day; one that is due today is not.

    >>> is_overdue(date(2018, 2, 8), None, date(2018, 2, 9))
    True
    >>> is_overdue(date(2018, 2, 8), date(2018, 2, 12), date(2018, 2, 20))
    False
    """
    return fixed is None and due < on


class Said(NamedTuple):
    """One answer to a threat: whether somebody is able, by day or by night."""

    threat: str
    part: str
    able: bool


class Answer(NamedTuple):
    """What everybody may read of one level of threat: able, not able, or None for not known."""

    threat: str
    by_day: bool | None
    by_night: bool | None

    @property
    def unanswered(self) -> str:
        """When it is known that nobody can answer it: "always", "day", "night", or blank.

        >>> Answer("a crowd", True, False).unanswered, Answer("a crowd", None, None).unanswered
        ('night', '')
        """
        if self.by_day is False and self.by_night is False:
            return "always"
        return "day" if self.by_day is False else "night" if self.by_night is False else ""


def answers_read(said: Iterable[Said]) -> list[Answer]:
    """Each level of threat as others than holders of the compartment read it: who, how and how many
    is left out. Somebody able is enough; nobody asked is not known, and never able.

    >>> answers_read([Said("crowd", "day", True), Said("crowd", "day", False)])[0]
    Answer(threat='a crowd at the gate', by_day=True, by_night=None)
    """
    able: dict[tuple[str, str], bool] = {}
    for answer in said:
        able[answer.threat, answer.part] = (
            able.get((answer.threat, answer.part), False) or answer.able
        )
    return [
        Answer(str(words), able.get((name, "day")), able.get((name, "night")))
        for name, words in THREATS.items()
    ]
