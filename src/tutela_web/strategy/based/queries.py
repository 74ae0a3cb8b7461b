"""What section B of a strategy rests on, for who reads the strategy and the risks."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.risk.frozen.queries import assessments_for, assessments_to_name
from tutela_web.risk.models import Assessment
from tutela_web.strategy.based.models import RestsOn
from tutela_web.strategy.edition.models import Section, Strategy

LETTER = "B"


def rests_on_for(standing: Standing) -> QuerySet[RestsOn]:
    """The assessments named that this person may read, of strategies they may read; in force, the
    newest first."""
    seen = RestsOn.objects.filter(
        standing.sees_open("strategy"),
        ended_on=None,
        assessment__in=assessments_for(standing).order_by().values("pk"),
    )
    return seen.select_related("assessment", "named_by").order_by("-assessment__on", "pk")


def rests_on(standing: Standing, strategy: Strategy) -> list[RestsOn]:
    """Those of one strategy."""
    return list(rests_on_for(standing).filter(strategy=strategy))


def may_be_named(standing: Standing, section: Section) -> list[Assessment]:
    """The assessments that may be named beside section B and are not yet; none elsewhere."""
    if section.letter != LETTER:
        return []
    named = {one.assessment_id for one in rests_on(standing, section.strategy)}
    return [
        assessment for assessment in assessments_to_name(standing) if assessment.pk not in named
    ]


def assessments_named(mission: Mission) -> Iterable[UUID]:
    """The assessments some strategy rests on, or rested on: they are kept."""
    return RestsOn.objects.filter(mission=mission).values_list("assessment_id", flat=True)
