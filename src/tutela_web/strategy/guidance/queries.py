"""How the host's part, guidance, briefings and joint areas are read: as drafts are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.strategy.consulting.models import PlanStep
from tutela_web.strategy.consulting.queries import consultations_for, plans_for
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import strategies_for
from tutela_web.strategy.endorsing.queries import steps_for
from tutela_web.strategy.guidance.models import Briefing, HeadquartersGuidance, HostDepth, JointArea

FIRST_DRAFT = "comment"
"""The step of drafting at which a first full draft goes out."""


def depths_for(standing: Standing) -> QuerySet[HostDepth]:
    """How far the host is involved, of strategies this person may see as drafts."""
    return HostDepth.objects.select_related("approved_by").filter(_seen_by(standing))


def guidance_for(standing: Standing) -> QuerySet[HeadquartersGuidance]:
    """The guidance this person may see."""
    return HeadquartersGuidance.objects.select_related("strategy").filter(_seen_by(standing))


def briefings_for(standing: Standing) -> QuerySet[Briefing]:
    """The briefings of contributing countries this person may see."""
    return Briefing.objects.select_related("strategy").filter(_seen_by(standing))


def joint_for(standing: Standing) -> QuerySet[JointArea]:
    """The joint areas this person may see."""
    return JointArea.objects.select_related("strategy").filter(_seen_by(standing))


def _seen_by(standing: Standing) -> Q:
    return standing.sees_open("drafts") & Q(strategy__in=strategies_for(standing))


@dataclass(frozen=True)
class HostMet:
    """The first meeting with the host government, beside the day of the first full draft.

    met    the day it was held, or is to be; None where none is recorded
    draft  the day the first full draft went out, or is due; None where nobody dated it
    """

    met: date | None
    held: bool
    draft: date | None

    @property
    def late(self) -> bool:
        """Whether the host is met only after the first full draft."""
        return self.met is not None and self.draft is not None and self.met > self.draft


def host_met(standing: Standing, strategy: Strategy) -> HostMet:
    """When the host government is first met. At most four queries."""
    rows = consultations_for(standing).filter(
        strategy=strategy, stakeholder="host", called_off_on=None
    )
    row = rows.exclude(held_on=None).order_by("held_on").first()
    first = row or rows.exclude(planned_on=None).order_by("planned_on").first()
    sent = steps_for(standing).filter(strategy=strategy, step="sent_task_force").first()
    due = PlanStep.objects.filter(
        plan__in=plans_for(standing).filter(strategy=strategy), step=FIRST_DRAFT
    ).first()
    draft = sent.on if sent else due.due if due else None
    return HostMet(first.day if first else None, row is not None, draft)


def beside_consultation(standing: Standing, strategy: Strategy) -> dict[str, Any]:
    """What the page of guidance and briefings shows. At most eleven queries."""
    guidance = list(guidance_for(standing).filter(strategy=strategy).order_by("asked_on"))
    briefings = list(briefings_for(standing).filter(strategy=strategy).order_by("country"))
    lines = {line.pk: line for line in lines_for(standing)}
    joint = list(joint_for(standing).filter(strategy=strategy).order_by("entered_at"))
    return {
        "host": host_met(standing, strategy),
        "depths": list(depths_for(standing).filter(strategy=strategy).order_by("-entered_at")),
        "guidance": [
            (about, [one for one in guidance if one.about == about])
            for about in HeadquartersGuidance.TopicKind
        ],
        "briefings": briefings,
        "unbriefed": [briefing for briefing in briefings if briefing.conveyed_on is None],
        "joint": [(one, lines.get(one.line_id) if one.line_id else None) for one in joint],
    }
