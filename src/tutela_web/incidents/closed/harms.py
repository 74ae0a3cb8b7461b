"""Which harms written by hand belong to a compartment, and who may read and verify it there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.incidents.compartments import COMPARTMENTS
from tutela.incidents.words import HARMS, PRECURSORS
from tutela_web.access.policy import Standing
from tutela_web.base.judging import Verdict, harm_told, judge
from tutela_web.base.values import FieldValue

if TYPE_CHECKING:
    from tutela_web.incidents.models import ClosedIncident

CLOSED = {**COMPARTMENTS, "detention": ("arbitrary detention",)}
"""Harms by the compartment they close. Detention is closed for what the mission writes itself:
its notes on a held person can harm that person; published events of others stay as published."""

VERIFIERS = {
    "crsv": "women_protection_adviser",
    "mrm": "child_protection_adviser",
    "detention": "human_rights",
}
"""The office whose mechanism verifies each compartment."""

RELEASERS = {name: frozenset({office, "human_rights"}) for name, office in VERIFIERS.items()}
"""The offices that decide what the open list tells of a record of each compartment."""

NEVER = frozenset({"unit_commander", "sector_operations", "force_commander", "police_commander"})
"""Whoever commands force reads no such compartment, whatever was granted."""

OPEN_HARMS = tuple(h for h in HARMS if not any(h in harms for harms in CLOSED.values()))

RECORDED = (*OPEN_HARMS, *PRECURSORS)
"""What the open list tells of: harms of no compartment, and signs that come before harm."""


PAGES_BESIDE: list[Callable[[ClosedIncident], str]] = []
"""Rooms above say here which page of theirs, if any, a record of a compartment came of: each gives
its address below the mission, or nothing."""


MARKS = tuple(harm for harms in CLOSED.values() for harm in harms)
"""Harms of compartments, as which somebody may mark words."""


def harm_named(*texts: FieldValue) -> str:
    """The first harm of a compartment, detention among them, that any of the texts names; empty
    where none does.

    >>> harm_named("shots at night", "two women raped"), harm_named("shots at night")
    ('crsv', '')
    """
    return harm_told(texts, MARKS)


def refuse_closed_words(*texts: FieldValue, where: str = "") -> None:
    """Refuse words that belong to a compartment, or may tell of misconduct by personnel, where all
    who read a record would read them.

    Takes   where, the field they were written in.
    Raises  BadParameter, which repeats nothing.
    """
    words = [text for text in texts if isinstance(text, str) and text]
    if harm_named(*words) or judge(words) is not Verdict.NO:
        raise BadParameter(
            say(
                "these words belong to a compartment or to Conduct and Discipline, or could not be "
                "judged now"
            ),
            where=where,
            next=say(
                "write “harm to civilians” here, and record the rest by the form of an incident, "
                "which keeps it apart; if they tell of neither, send them once more"
            ),
        )


def compartment_of(harm: str) -> str:
    """The compartment a harm closes; empty for an open one.

    >>> compartment_of("crsv"), compartment_of("killing")
    ('crsv', '')
    """
    return next((name for name, harms in CLOSED.items() if harm in harms), "")


def part_harms(harms: Iterable[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Harms as given, parted: the open ones, and the closed ones by compartment.

    >>> part_harms(["killing", "crsv"])
    (['killing'], {'crsv': ['crsv']})
    """
    left: list[str] = []
    closed: dict[str, list[str]] = {}
    for harm in harms:
        if name := compartment_of(harm):
            closed.setdefault(name, []).append(harm)
        else:
            left.append(harm)
    return left, closed


def readable_compartments(standing: Standing) -> frozenset[str]:
    """The compartments of incidents this person reads."""
    if standing.roles & NEVER:
        return frozenset()
    return standing.compartments & CLOSED.keys()


def holds_office(by: Standing, offices: Collection[str], part: ClosedIncident) -> bool:
    """Whether this person reads the record's compartment and, by a post or as its deputy, holds
    one of the offices where the record lies."""
    return (
        part.compartment in readable_compartments(by)
        and not by.roles.isdisjoint(offices)
        and by.may("verify_closed", area=part.area_id)
    )
