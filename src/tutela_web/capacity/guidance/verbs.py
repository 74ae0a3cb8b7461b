"""How units are briefed, guidance is issued, and read-backs are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.capacity.guidance.models import Guidance, GuidanceReadBack, UnitBriefing
from tutela_web.capacity.guidance.queries import (
    ACT,
    EDITIONS,
    READS_BACK,
    briefings_for,
    guidance_for,
)
from tutela_web.capacity.inputs import GuidanceInput
from tutela_web.capacity.models import Unit
from tutela_web.records import verbs as records

ANSWERS = ("whom", "threats", "means", "backup")


@transaction.atomic
def brief_unit(unit: Unit, answers: Mapping[str, str], *, by: Standing) -> UnitBriefing:
    """Record what a unit was told of its area: whom, from what, by what means, with what backup.

    A question may stay open, and is shown so. Nothing of caveats belongs here.
    Raises  Denied; BadParameter where nothing is answered.
    """
    by.require(ACT, area=unit.area_id, of=unit)
    said = {name: str(answers.get(name, "")).strip() for name in ANSWERS}
    if not any(said.values()):
        raise BadParameter(
            say("a briefing answers one of the four questions"),
            next=say("write whom the unit protects"),
        )
    briefing = UnitBriefing(
        unit=unit,
        area=unit.area,
        classification=max(1, unit.classification),
        briefed_on=clock.today(by.mission),
        known_at=clock.now(by.mission),
        **said,
    )
    return records.create(briefing, mission=by.mission, by=by.person)


@transaction.atomic
def read_back_briefing(
    briefing: UnitBriefing, who: str, on: date | None, *, version: int, by: Standing
) -> UnitBriefing:
    """Record that the commander of a unit read its briefing back: who, by function, on what day.

    Raises  Denied; BadParameter for nobody, or a day ahead or before the briefing; Conflict.
    """
    by.require(READS_BACK, area=briefing.area_id, of=briefing)
    day = _day(on, by, after=briefing.briefed_on)
    changes: dict[str, FieldValue] = {"read_back_by": _checked_name(who), "read_back_on": day}
    return records.edit(briefing, changes, version=version, by=by.person, seen=briefings_for(by))


def _checked_name(who: str) -> str:
    if not who.strip():
        raise BadParameter(
            say("the person who read it back is not recorded"), next=say("name the function")
        )
    return who.strip()[:120]


def _day(on: date | None, by: Standing, *, after: date) -> date:
    today = clock.today(by.mission)
    day = on or today
    if not after <= day <= today:
        raise BadParameter(
            say("it was read back between the day it was given and today"),
            next=say("put the day right"),
        )
    return day


@transaction.atomic
def issue_guidance(fields: GuidanceInput, *, by: Standing) -> Guidance:
    """Issue an edition of guidance in one language. The words of the soldier's card are released by
    the Force or the Police Commander, and by nobody for them.

    Raises  Denied; BadParameter without title, edition or words, for a day ahead, or on the use of
            force without a worked example.
    """
    by.require(ACT)
    values: dict[str, Any] = {**fields}
    if values.get("kind") == Guidance.Kind.CARD:
        by.require("release_card")
    if not all(str(values.get(name, "")).strip() for name in ("title", "edition", "words")):
        raise BadParameter(
            say("guidance has a title, an edition and words"), next=say("write all three")
        )
    if values.get("kind") not in Guidance.Kind.values:
        raise BadParameter(say("guidance defines protection or says when force is used"))
    if values["kind"] == Guidance.Kind.FORCE and not str(values.get("examples", "")).strip():
        raise BadParameter(
            say("guidance on force has worked examples"), next=say("write at least one scenario")
        )
    values["issued_on"] = values.get("issued_on") or clock.today(by.mission)
    if values["issued_on"] > clock.today(by.mission):
        raise BadParameter(say("this day lies ahead"), next=say("put the day right"))
    by.require_marking(EDITIONS, values.get("classification", 1))
    values["issued_by"] = (by.titles or ("",))[0][:120]
    made = Guidance(known_at=clock.now(by.mission), **values)
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def withdraw_guidance(guidance: Guidance, *, version: int, by: Standing) -> Guidance:
    """Withdraw an edition from today on: a newer one takes its place.

    Raises  Denied; Conflict.
    """
    by.require(ACT, of=guidance)
    return records.edit(
        guidance,
        {"withdrawn_on": clock.today(by.mission)},
        version=version,
        by=by.person,
        seen=guidance_for(by),
    )


@transaction.atomic
def record_read_back(
    guidance: Guidance,
    who: str,
    on: date | None,
    *,
    by: Standing,
    unit: Unit | None = None,
    post: Post | None = None,
    capital: str = "",
) -> GuidanceReadBack:
    """Record that a unit, a leader or a contributor's capital read an edition back.

    Takes   who, by function; one of unit, post and capital.
    Raises  Denied; BadParameter for none or several of them, for nobody, another mission's, or a
            day ahead or before the edition.
    """
    area = unit.area_id if unit else None
    by.require(READS_BACK if unit else ACT, area=area, of=guidance)
    if sum((unit is not None, post is not None, bool(capital.strip()))) != 1:
        raise BadParameter(
            say("one unit, one post or one capital reads it back"), next=say("choose one")
        )
    by.require_ours(unit, post)
    read_back = GuidanceReadBack(
        guidance=guidance,
        unit=unit,
        post=post,
        capital=capital.strip()[:120],
        by_whom=_checked_name(who),
        on=_day(on, by, after=guidance.issued_on),
        area_id=area,
        classification=max(1, unit.classification if unit else 1, guidance.classification),
        known_at=clock.now(by.mission),
    )
    return records.create(read_back, mission=by.mission, by=by.person)
