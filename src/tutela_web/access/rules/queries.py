"""The rules of sharing as they stand: read from the tables that the policy itself asks, never
written a second time.

A class of record is a kind that roles read (data/roles.csv), or the cases of a compartment.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Compartment
from tutela_web.access.policy import EVERYWHERE, Role, readings_of, roles
from tutela_web.base.markings import Classification
from tutela_web.base.values import Words

READERS = ("strategy", "people", "audit")
"""Whoever reads one of these reads the rules."""

CASES = "cases:"
"""What the code of a class begins with where it is the cases of a compartment."""

CLASSES: dict[str, Words] = {
    "accounts": _("accounts"),
    "actors": _("armed actors"),
    "alerts": _("alerts and taskings"),
    "audit": _("audit trail"),
    "bases": _("bases and units"),
    "batches": _("imported files"),
    "checks": _("harm checks"),
    "clocks": _("clocks and timelines"),
    "community_closed": _("closed facts of communities"),
    "conduct": _("receipts of misconduct reports"),
    "drafts": _("drafts of the strategy"),
    "engagements": _("engagements with parties"),
    "escorts": _("escorts of communities"),
    "events": _("events of imported logs"),
    "exercises": _("exercises"),
    "exports": _("exported files"),
    "fora": _("meetings and partners"),
    "forms": _("forms of the mission"),
    "headquarters": _("missions, as headquarters reads them"),
    "hazards": _("hazard notices"),
    "identities": _("sealed identities"),
    "incidents": _("incidents"),
    "lessons": _("lessons"),
    "mandates": _("mandate and norms"),
    "means": _("means and gaps"),
    "network": _("contacts of the alert network"),
    "outreach": _("communities and messages"),
    "people": _("people and posts"),
    "places": _("places"),
    "products": _("reports of the mission"),
    "reports": _("reports from the field"),
    "reprisals": _("allegations of reprisal"),
    "retention": _("retention and destruction"),
    "risks": _("risks and hotspots"),
    "strategy": _("strategy and its programme"),
    "trends": _("trends"),
    "violations": _("violations, with victims"),
}
"""The classes that are kinds of the policy, in words."""


class Reach(StrEnum):
    """How far a role receives a class of record."""

    EVERYWHERE = "everywhere"
    AREA = "area"
    OWN = "own"
    NOWHERE = ""


REACHES: dict[Reach, Words] = {
    Reach.EVERYWHERE: _("in the whole mission"),
    Reach.AREA: _("in its area"),
    Reach.OWN: _("what it made itself"),
    Reach.NOWHERE: _("receives none"),
}


@cache
def classes() -> dict[str, Words]:
    """Every class of record by its code: the kinds that any role reads, then compartments."""
    read = {kind for role in roles().values() for kind in (*role.own, *role.area, *role.mission)}
    kinds = {kind: CLASSES.get(kind, kind.replace("_", " ")) for kind in sorted(read)}
    cases = {
        f"{CASES}{code}": label for code, label in Compartment.choices if code != Compartment.NONE
    }
    return kinds | cases


@dataclass(frozen=True)
class RoleReach:
    """How far one role receives a class, and up to which marking."""

    role: Role
    reach: Reach

    @property
    def words(self) -> Words:
        """How far, in words."""
        return REACHES[self.reach]

    @property
    def most(self) -> Words:
        """The highest marking it receives; of what it made itself, any."""
        return Classification(self.role.clearance).label


@dataclass(frozen=True)
class ClassRule:
    """Who may receive one class of record.

    closed  whether it is the cases of a compartment: others open it by a named grant alone
    """

    code: str
    label: Words
    receivers: tuple[RoleReach, ...]

    @property
    def closed(self) -> bool:
        """Whether it is the cases of a compartment."""
        return self.code.startswith(CASES)


def reach_of(role: Role, code: str) -> Reach:
    """How far a role receives a class, by what the policy gives it.

    >>> reach_of(roles()["partner"], "incidents") == Reach.NOWHERE
    True
    """
    if code.startswith(CASES):
        holds = code.removeprefix(CASES) in role.compartments
        return Reach.EVERYWHERE if holds else Reach.NOWHERE
    area = UUID(int=0)
    reading = readings_of(role, frozenset([area])).get(code)
    if reading is None:
        return Reach.NOWHERE
    if reading.areas is EVERYWHERE:
        return Reach.EVERYWHERE
    return Reach.AREA if area in reading.areas else Reach.OWN


def class_rules() -> list[ClassRule]:
    """Every class, and which roles receive it how far. No query."""
    return [
        ClassRule(
            code,
            label,
            tuple(
                RoleReach(role, reach)
                for role in roles().values()
                if (reach := reach_of(role, code)) is not Reach.NOWHERE
            ),
        )
        for code, label in classes().items()
    ]
