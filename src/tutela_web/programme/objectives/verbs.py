"""How linked plans are kept, and how the records of the chain are joined."""

from __future__ import annotations

from typing import Any, Literal, TypedDict
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.programme.fields import ACT, LINE_ACT
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.objectives.models import (
    PAIRS,
    ChainLink,
    LinkedPlan,
    Objective,
    PlanMatch,
)
from tutela_web.programme.objectives.queries import (
    SEEN,
    links_for,
    matches_for,
    objectives_for,
    plans_for,
)
from tutela_web.records import verbs as records
from tutela_web.records.models import Record

WORDS: tuple[Literal["about", "theirs", "ours", "fit", "resolution"], ...] = (
    "about",
    "theirs",
    "ours",
    "fit",
    "resolution",
)
"""What is written of a match."""


class PlanMatchInput(TypedDict, total=False):
    """A priority or a role of a plan of others, beside what the strategy says.

    theirs      in the words of their plan
    objective   ours that answers it; for a role `ours`, what the strategy says
    resolution  what is done where the two part
    """

    about: str
    theirs: str
    objective: Objective | None
    ours: str
    fit: str
    resolution: str


@one_at_a_time(hold)
def check_plan(plan: LinkedPlan, *, version: int, by: Standing) -> LinkedPlan:
    """Say that a plan of others was read beside the strategy today, and what is matched holds.

    Raises  Denied without the act draft_strategy; NotNow if the plan ended; Conflict.
    """
    by.require(ACT, of=plan)
    _require_alive(plan, by)
    changes: dict[str, FieldValue] = {
        "checked_on": clock.today(by.mission),
        "checked_by": by.as_said,
    }
    return records.edit(plan, changes, version=version, by=by.person, seen=plans_for(by))


@one_at_a_time(hold)
def match_plan(plan: LinkedPlan, fields: PlanMatchInput, *, by: Standing) -> PlanMatch:
    """Set a priority or a role of a plan of others beside what the strategy says.

    Raises  Denied without the act draft_strategy; NotNow if the plan ended; BadParameter without
            words or a fit, for a priority that fits nothing, or a role without both halves.
    """
    by.require(ACT, of=plan)
    _require_alive(plan, by)
    objective = fields.get("objective")
    values = {name: fields.get(name, "").strip() for name in WORDS}
    values["about"] = values["about"] or PlanMatch.MatchedKind.PRIORITY
    if (
        values["about"] not in PlanMatch.MatchedKind.values
        or values["fit"] not in PlanMatch.Fit.values
    ):
        raise BadParameter(
            say("a match must state its subject and how the two fit"), next=say("choose both")
        )
    if not values["theirs"]:
        raise BadParameter(
            say("a match needs the text of their plan"), next=say("write what their plan says")
        )
    if values["about"] == PlanMatch.MatchedKind.ROLE:
        objective = None
        if not values["ours"]:
            raise BadParameter(
                say("a role needs our wording too"), next=say("write what the strategy says of it")
            )
    elif (objective is None) != (values["fit"] == PlanMatch.Fit.UNMATCHED):
        raise BadParameter(
            say("a priority fits an objective, or nothing of ours answers it"),
            next=say("choose the objective, or say that there is none"),
        )
    if objective is not None and not objectives_for(by).filter(pk=objective.pk).exists():
        raise BadParameter(say("there is no such objective"), next=say("choose one of the list"))
    marking = max(plan.classification, objective.classification if objective else 0)
    match = PlanMatch(
        plan=plan,
        objective=objective,
        post=by.as_said,
        classification=marking,
        invented=plan.invented,
        known_at=clock.now(by.mission),
        **values,
    )
    return records.create(match, mission=by.mission, by=by.person)


@one_at_a_time(hold)
def end_match(match: PlanMatch, *, version: int, by: Standing) -> PlanMatch:
    """Say that a match holds no longer; it stays in its history.

    Raises  Denied without the act draft_strategy; NotNow if it ended; Conflict.
    """
    by.require(ACT, of=match)
    if match.ended_on is not None:
        raise NotNow(say("this match has ended"), next=say("look at it again"))
    changes = {"ended_on": clock.today(by.mission)}
    return records.edit(match, changes, version=version, by=by.person, seen=matches_for(by))


def _require_alive(plan: LinkedPlan, by: Standing) -> None:
    if plan.ended_on is not None and plan.ended_on <= clock.today(by.mission):
        raise NotNow(say("this plan has ended"), next=say("record the one that came after it"))


# --- the chain


def _require(holder: Objective | MatrixLine, by: Standing) -> str:
    """Check the act by which the links of a record are kept; gives the name of the record's end."""
    if isinstance(holder, MatrixLine):
        by.require(LINE_ACT, area=holder.area_id, of=holder)
        return "line"
    by.require(ACT, of=holder)
    return "objective"


@transaction.atomic
def join(holder: Objective | MatrixLine, name: str, pk: UUID, *, by: Standing) -> ChainLink:
    """Say that a record hangs together with an objective or a line of the matrix.

    Takes   holder, an objective or a line the person sees; name and pk, the other end: one of what
            PAIRS joins to it.
    Raises  Denied; BadParameter for what the holder is not joined to, or a record the person may
            not see; NotNow if they are joined already.
    """
    mine = _require(holder, by)
    other: Record | None = None
    if (mine, name) in PAIRS:
        other = SEEN[name](by).filter(pk=pk).first()
    if other is None:
        raise BadParameter(
            say("there is no such record to link"), next=say("choose one of the list")
        )
    hold(holder)  # two who link at once
    ends: dict[str, Any] = {mine: holder, name: other}
    if ChainLink.objects.filter(**ends, ended_on=None).exists():
        raise NotNow(say("this is linked already"), next=say("open it in the list"))
    link = ChainLink(
        classification=max(holder.classification, other.classification),
        area=holder.area,
        known_at=clock.now(by.mission),
        invented=holder.invented or other.invented,
        **ends,
    )
    return records.create(link, mission=by.mission, by=by.person)


@one_at_a_time(hold)
def part(link: ChainLink, *, version: int, by: Standing) -> ChainLink:
    """Say that two records hang together no longer; the link stays to be read in its history.

    Raises  Denied; NotNow if they were parted before; Conflict.
    """
    by.require_ours(link)
    holder = link.line or link.objective
    if holder is None:
        raise BadParameter(say("there is no such link"))
    _require(holder, by)
    if link.ended_on is not None:
        raise NotNow(say("these were split earlier"), next=say("open the record again"))
    changes = {"ended_on": clock.today(by.mission)}
    return records.edit(link, changes, version=version, by=by.person, seen=links_for(by))
