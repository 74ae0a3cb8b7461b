"""How options towards an armed group are weighed, and how one is decided."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.engagements.engagement.models import GUARDED
from tutela_web.engagements.engagement.verbs import ACT
from tutela_web.engagements.groups.models import GroupDecision, GroupOption
from tutela_web.engagements.groups.queries import decisions_for, options_for
from tutela_web.links.verbs import has_words, not_ahead
from tutela_web.records import verbs as records

DECIDE = "decide_approach"


def _of(actor: Actor, by: Standing) -> dict[str, Any]:
    """What every record on a group takes from it: its marking, its compartment, its area."""
    if actor.type not in GUARDED:
        raise BadParameter(
            say("options are assessed towards armed groups"),
            next=say("record an engagement with the authority"),
        )
    marking = max(actor.classification, Classification.CONFIDENTIAL)
    by.require_marking("engagements", marking)
    return {"classification": marking, "compartment": actor.compartment}


class OptionInput(TypedDict, total=False):
    """An option of GroupOption.Option, through whom, and what speaks for and against it."""

    option: str
    through: str
    case_for: str
    case_against: str
    invented: bool


@one_at_a_time(hold)
def weigh(actor: Actor, fields: OptionInput, *, by: Standing) -> GroupOption:
    """Weigh one option towards a group; weighed again, the earlier words stay in the history.

    Raises  Denied without the act keep_engagements; BadParameter for an actor that is no armed
            group, or where it is not said what speaks for the option and what against it.
    """
    by.require(ACT, of=actor)
    if fields.get("option") not in GroupOption.Option.values:
        raise BadParameter(say("there is no such option"), next=say("choose one of the list"))
    if not has_words(fields, "case_for", "case_against"):
        raise BadParameter(
            say("an option is assessed from both sides"),
            next=say("write what speaks for it and what against"),
        )
    weighed_on = clock.today(by.mission)
    values: dict[str, Any] = {**fields, "weighed_on": weighed_on, **_of(actor, by)}
    before = GroupOption.objects.filter(actor=actor, option=fields["option"]).first()
    if before is not None and not options_for(by).filter(pk=before.pk).exists():
        raise NotNow(
            say("this option was assessed in a record you may not read"),
            next=say("ask the Head of Mission"),
        )
    if before is not None:
        values["classification"] = max(values["classification"], before.classification)
        return records.edit(before, values, version=before.version, by=by.person)
    option = GroupOption(actor=actor, known_at=clock.now(by.mission), **values)
    return records.create(option, mission=by.mission, by=by.person)


class ApproachDecisionInput(TypedDict, total=False):
    """The options chosen, what is done and why, with whom, within which limits, until when."""

    chosen: list[str]
    approach: str
    partners: str
    limits: str
    review_on: date
    invented: bool


@one_at_a_time(hold)
def decide_group(actor: Actor, fields: ApproachDecisionInput, *, by: Standing) -> GroupDecision:
    """Decide how the mission approaches an armed group. It keeps the options as they were weighed.

    Raises  Denied for anybody whose post does not decide it; BadParameter without a choice, words
            or a day to look at it anew; NotNow where what is chosen was not weighed, or no other.
    """
    by.require(DECIDE, of=actor)
    chosen = list(fields.get("chosen") or [])
    if not chosen or set(chosen) - set(GroupOption.Option.values):
        raise BadParameter(say("a decision chooses options of the list"), next=say("choose"))
    if GroupOption.Option.NONE in chosen and GroupOption.Option.ENGAGE in chosen:
        raise BadParameter(
            say("engagement and no contact exclude each other"), next=say("choose one of them")
        )
    if not has_words(fields, "approach"):
        raise BadParameter(say("a decision must state what is done, and why"), next=say("write it"))
    today = clock.today(by.mission)
    if not fields.get("review_on") or fields["review_on"] <= today:
        raise BadParameter(
            say("a decision has a review date in the future"), next=say("give the day")
        )
    weighed = list(options_for(by).filter(actor=actor).order_by("option"))
    if len(weighed) < 2 or set(chosen) - {one.option for one in weighed}:
        raise NotNow(
            say("an option is chosen after it was assessed beside others"),
            next=say("assess the chosen option and at least one other"),
        )
    values: dict[str, Any] = {**fields, "chosen": chosen, **_of(actor, by)}
    decision = GroupDecision(
        actor=actor,
        decided_on=today,
        decided_by=post_acting(by, DECIDE),
        weighed=[[one.option, one.case_for, one.case_against] for one in weighed],
        known_at=clock.now(by.mission),
        **values,
    )
    decision.classification = max(decision.classification, *(one.classification for one in weighed))
    return records.create(decision, mission=by.mission, by=by.person)


class OutcomeInput(TypedDict):
    """What a decision led to, and on what day it was seen."""

    outcome: str
    outcome_on: date | None


@transaction.atomic
def note_outcome(
    decision: GroupDecision, fields: OutcomeInput, *, version: int, by: Standing
) -> GroupDecision:
    """Write what a decision led to, and on what day it was seen; earlier words stay.

    Raises  Denied without the act keep_engagements; BadParameter without words or for a day ahead;
            Conflict.
    """
    by.require(ACT, of=decision)
    if not has_words(fields, "outcome") or not fields["outcome_on"]:
        raise BadParameter(
            say("an outcome must state what was observed, and when"), next=say("write both")
        )
    not_ahead(fields["outcome_on"], by)
    return records.edit(decision, fields, version=version, by=by.person, seen=decisions_for(by))
