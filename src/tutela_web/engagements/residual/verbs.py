"""How the Head of Mission accepts a residual risk, and ends the acceptance."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Compartment, DutyArea
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.engagements.residual.models import ACCEPT, ResidualRisk
from tutela_web.links.verbs import fields_bound_by_links, has_words
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.risk.models import Risk


class ResidualInput(TypedDict, total=False):
    """What the mission cannot protect, why, until when, and what would change it; `capacity`,
    whether it tells of caveats, readiness or reach."""

    what: str
    why: str
    until: date | None
    changes_if: str
    risk: Risk | None
    place: Place | None
    area: DutyArea | None
    classification: int
    capacity: bool
    invented: bool


@transaction.atomic
def accept_risk(fields: ResidualInput, *, by: Standing) -> ResidualRisk:
    """Accept in writing what the mission cannot protect: what, why, until when, what changes it.

    Takes   capacity, whether it tells of caveats, readiness or reach: it then lies in that
            compartment.
    Raises  Denied for anybody but the Head of Mission; BadParameter without one of the four, for a
            day gone by, for what belongs to another mission, or for a risk of a compartment.
    """
    by.require(ACCEPT)
    values = fields.copy()
    closed = values.pop("capacity", False)
    if not has_words(values, "what", "why", "changes_if"):
        raise BadParameter(
            say("a residual risk must state what it is, why, and what would change it"),
            next=say("write all three"),
        )
    today = clock.today(by.mission)
    until = values.get("until")
    if until is None or until < today:
        raise BadParameter(
            say("a residual risk is accepted until a day to come"), next=say("give the day")
        )
    residual = ResidualRisk(
        accepted_by=post_acting(by, ACCEPT),
        accepted_on=today,
        known_at=clock.now(by.mission),
        compartment=Compartment.CAPACITY if closed else Compartment.NONE,
        **fields_bound_by_links(values, by, kind="risks"),
    )
    return records.create(residual, mission=by.mission, by=by.person)


@one_at_a_time(hold)
def end_acceptance(residual: ResidualRisk, why: str, *, version: int, by: Standing) -> ResidualRisk:
    """End an acceptance, for a reason: the risk is answered, or accepted anew in other words.

    Raises  Denied; BadParameter without a reason; NotNow if it ended before; Conflict.
    """
    by.require(ACCEPT, of=residual)
    if not why.strip():
        raise BadParameter(say("a reason is needed to end an acceptance"), next=say("write it"))
    if residual.ended_on is not None:
        raise NotNow(say("this acceptance ended already"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {
        "ended_on": clock.today(by.mission),
        "ended_why": why.strip(),
    }
    return records.edit(residual, changes, version=version, by=by.person)
