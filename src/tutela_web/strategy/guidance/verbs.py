"""How guidance is asked, contributors are briefed, and the host's part is settled."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.links.verbs import not_ahead
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records import verbs as records
from tutela_web.strategy.consulting.verbs import ACT, WAIVES, require_hears
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.guidance.models import Briefing, HeadquartersGuidance, HostDepth, JointArea
from tutela_web.strategy.guidance.queries import briefings_for, guidance_for


class DepthInput(TypedDict, total=False):
    """How far the host is involved, and the assessment behind it."""

    depth: str
    why: str


class AskInput(TypedDict, total=False):
    """What headquarters was asked."""

    about: str
    asked: str
    asked_on: date | None


class GuidanceAnswerInput(TypedDict, total=False):
    """What headquarters answered."""

    words: str
    received_on: date | None


class BriefingInput(TypedDict, total=False):
    """What a contributing country was told, and that it acknowledged it."""

    country: str
    mandate: str
    risks: str
    conveyed_on: date | None
    acknowledged_on: date | None


class JointInput(TypedDict, total=False):
    """Work that needs the mission and others together."""

    what: str
    with_whom: str
    line: MatrixLine | None


@transaction.atomic
def set_depth(strategy: Strategy, fields: DepthInput, *, by: Standing) -> HostDepth:
    """Approve how far the host government is involved, on a written assessment.

    Takes   depth; why, the political context, its capacity and its will.
    Raises  Denied without the act waive_element; NotNow once endorsed; BadParameter for another
            depth or without the assessment.
    """
    by.require(WAIVES, of=strategy)
    require_hears(strategy)
    how_far = fields.get("depth", "")
    if how_far not in HostDepth.Depth.values:
        raise BadParameter(say("there is no such depth"), next=say("choose one of the list"))
    why = _words(fields.get("why"), say("who approves it writes the assessment behind it"))
    depth = HostDepth(
        depth=how_far,
        why=why,
        approved_by=post_acting(by, WAIVES),
        approved_on=clock.today(by.mission),
        **_fields_from_strategy(strategy, by),
    )
    return records.create(depth, mission=by.mission, by=by.person)


@transaction.atomic
def ask_guidance(strategy: Strategy, fields: AskInput, *, by: Standing) -> HeadquartersGuidance:
    """Record that headquarters was asked for guidance, on the mandate or on contributors' role.

    Takes   about, asked; asked_on.
    Raises  Denied without the act keep_consultation; NotNow once endorsed; BadParameter without
            words, for another subject or a day ahead.
    """
    by.require(ACT, of=strategy)
    require_hears(strategy)
    about = fields.get("about", "")
    if about not in HeadquartersGuidance.TopicKind.values:
        raise BadParameter(say("guidance is on the mandate or on contributors"))
    asked = _words(fields.get("asked"), say("write what was asked"))
    day = fields.get("asked_on") or clock.today(by.mission)
    not_ahead(day, by)
    guidance = HeadquartersGuidance(
        about=about, asked=asked, asked_on=day, **_fields_from_strategy(strategy, by)
    )
    return records.create(guidance, mission=by.mission, by=by.person)


@transaction.atomic
def receive_guidance(
    guidance: HeadquartersGuidance, fields: GuidanceAnswerInput, *, version: int, by: Standing
) -> HeadquartersGuidance:
    """Record the guidance that came.

    Takes   received_on, not before it was asked; words, what it says.
    Raises  as ask_guidance; Conflict.
    """
    by.require(ACT, of=guidance)
    require_hears(guidance.strategy)
    words = _words(fields.get("words"), say("write what it says"))
    day = fields.get("received_on") or clock.today(by.mission)
    not_ahead(day, by)
    if day < guidance.asked_on:
        raise BadParameter(say("it came before it was asked"), next=say("put the days right"))
    changes: dict[str, FieldValue] = {"received_on": day, "words": words}
    return records.edit(guidance, changes, version=version, by=by.person, seen=guidance_for(by))


@transaction.atomic
def list_country(strategy: Strategy, fields: BriefingInput, *, by: Standing) -> Briefing:
    """Put a contributing country on the list of those to be briefed; what was conveyed may follow.

    Takes   country; what brief_country takes.
    Raises  Denied without the act keep_consultation; NotNow once endorsed; BadParameter without
            the country, for one that is listed, or as brief_country.
    """
    by.require(ACT, of=strategy)
    require_hears(strategy)
    country = _words(fields.get("country"), say("name the country"))[:100]
    if Briefing.objects.filter(strategy=strategy, country__iexact=country).exists():
        raise BadParameter(say("this country is on the list already"), next=say("change its line"))
    briefing = Briefing(
        country=country, **_checked_briefing(fields, by), **_fields_from_strategy(strategy, by)
    )
    return records.create(briefing, mission=by.mission, by=by.person)


@transaction.atomic
def brief_country(
    briefing: Briefing, fields: BriefingInput, *, version: int, by: Standing
) -> Briefing:
    """Record what a contributing country was told, when, and when it acknowledged it.

    Takes   mandate, risks; conveyed_on, acknowledged_on.
    Raises  Denied; NotNow once endorsed; BadParameter for a day of conveying without both words, an
            acknowledgement before it, or a day ahead; Conflict.
    """
    by.require(ACT, of=briefing)
    require_hears(briefing.strategy)
    return records.edit(
        briefing,
        _checked_briefing(fields, by),
        version=version,
        by=by.person,
        seen=briefings_for(by),
    )


def _checked_briefing(fields: BriefingInput, by: Standing) -> dict[str, Any]:
    mandate, risks = fields.get("mandate", "").strip(), fields.get("risks", "").strip()
    conveyed, known = fields.get("conveyed_on"), fields.get("acknowledged_on")
    for day in (conveyed, known):
        not_ahead(day, by)
    if conveyed is not None and not (mandate and risks):
        raise BadParameter(
            say("a briefing holds the reading of the mandate and the risks"), next=say("write both")
        )
    if known is not None and (conveyed is None or known < conveyed):
        raise BadParameter(
            say("it is acknowledged after it was conveyed"), next=say("put the days right")
        )
    return {"mandate": mandate, "risks": risks, "conveyed_on": conveyed, "acknowledged_on": known}


@transaction.atomic
def find_joint(strategy: Strategy, fields: JointInput, *, by: Standing) -> JointArea:
    """Record work that needs the mission and protection actors together.

    Takes   what, with_whom; line, of the matrix, that does it.
    Raises  Denied without the act keep_consultation; NotNow once endorsed; BadParameter without
            words, or for a line the person may not see.
    """
    by.require(ACT, of=strategy)
    require_hears(strategy)
    work = _words(fields.get("what"), say("write what is done together"))[:300]
    whom = _words(fields.get("with_whom"), say("name the offices, never people"))[:200]
    line = fields.get("line")
    if line is not None and not lines_for(by).filter(pk=line.pk).exists():
        raise BadParameter(say("there is no such line"), next=say("choose one of the list"))
    made = JointArea(what=work, with_whom=whom, line=line, **_fields_from_strategy(strategy, by))
    return records.create(made, mission=by.mission, by=by.person)


def _words(written: str | None, next_: str) -> str:
    words = (written or "").strip()
    if not words:
        raise BadParameter(say("text is missing"), next=next_)
    return words


def _fields_from_strategy(strategy: Strategy, by: Standing) -> dict[str, Any]:
    return {
        "strategy": strategy,
        "classification": strategy.classification,
        "language": strategy.language,
        "known_at": clock.now(by.mission),
    }
