"""How a strategy is read: drafts by those who read drafts, section F only with its compartment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from tutela.strategy.drafting import PUBLISHED
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.capacity.caveats.contributor_queries import DraftingDays
from tutela_web.strategy.edition.models import (
    ElementMark,
    KeptBeside,
    Section,
    SectionComment,
    SectionLease,
    SectionSummary,
    SectionTranslation,
    SetAside,
    Strategy,
)

IN_FORCE = "in force"


def strategies_for(standing: Standing) -> QuerySet[Strategy]:
    """The strategies this person may see: drafts too, or only what came into force."""
    kept = standing.sees_open("strategy") & Q(state__in=sorted(PUBLISHED))
    rows = Strategy.objects.filter(standing.sees_open("drafts") | kept)
    return rows.select_related("ahead_by")


def days_of_drafting(standing: Standing) -> list[DraftingDays]:
    """The days on which each strategy this person may see was drafted, the last edition first: from
    its first text to the day it holds from. One query."""
    code = standing.mission.code
    return [
        DraftingDays(
            str(strategy),
            reverse("strategy:strategy", args=[code, strategy.pk]),
            strategy.begun_on or strategy.entered_at.date(),
            strategy.valid_from,
        )
        for strategy in strategies_for(standing).order_by("-edition")
    ]


def sections_for(standing: Standing) -> QuerySet[Section]:
    """The sections this person may see, with their strategies."""
    kept = standing.sees_open("strategy") & Q(strategy__state__in=sorted(PUBLISHED))
    seen = Section.objects.filter(
        standing.sees_open("drafts") | kept, strategy__in=strategies_for(standing)
    )
    return seen.select_related("strategy", "mission")


def beside_for(standing: Standing) -> QuerySet[KeptBeside]:
    """What is kept beside strategies this person may see, as drafts or once in force."""
    kept = standing.sees_open("strategy") & Q(strategy__state__in=sorted(PUBLISHED))
    rows = KeptBeside.objects.filter(standing.sees_open("drafts") | kept)
    return rows.filter(strategy__in=strategies_for(standing)).select_related("strategy")


def comments_for(standing: Standing) -> QuerySet[SectionComment]:
    """What was said of sections this person may see as drafts."""
    seen = SectionComment.objects.filter(standing.sees_open("drafts"))
    return seen.filter(section__in=sections_for(standing)).select_related("section__strategy")


def asides_for(standing: Standing) -> QuerySet[SetAside]:
    """The texts that could not be saved, of sections this person may see as drafts."""
    seen = SetAside.objects.filter(standing.sees_open("drafts"))
    return seen.filter(section__in=sections_for(standing)).select_related("section__strategy")


STALE = {"stale": ~Q(on_version=F("section__version"))}
"""Whether a section was changed since its summary was written."""


def summaries_for(standing: Standing) -> QuerySet[SectionSummary]:
    """What sections this person may see say in short; `stale`, whether the section was changed
    after it was summed up."""
    rows = SectionSummary.objects.filter(section__in=sections_for(standing))
    return rows.annotate(**STALE).select_related("section")


def translations_for(standing: Standing) -> QuerySet[SectionTranslation]:
    """The texts in other languages, of sections this person may see; those taken out are none."""
    rows = SectionTranslation.objects.filter(section__in=sections_for(standing)).exclude(text="")
    return rows.select_related("section__strategy")


def marks_for(standing: Standing) -> QuerySet[ElementMark]:
    """The elements people said are answered, of sections this person may see."""
    rows = ElementMark.objects.filter(section__in=sections_for(standing), answered=True)
    return rows.select_related("section")


def leases_of(sections: Iterable[Section], at: datetime) -> QuerySet[SectionLease]:
    """Who holds which of these sections then."""
    return SectionLease.objects.filter(section__in=list(sections), until__gt=at)


def in_force(mission: Mission) -> Strategy | None:
    """The strategy of the mission that is in force, whoever may read it."""
    rows = Strategy.objects.filter(mission=mission, state=IN_FORCE).select_related("mission")
    return rows.order_by("-edition").first()
