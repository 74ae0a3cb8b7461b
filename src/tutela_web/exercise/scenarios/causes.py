"""What of season and calendar may change the threats at a place: seasons of disputes, elections.

None of it changes a score: it stands beside it, with its day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.outreach.disputes.queries import KIND as OUTREACH
from tutela_web.outreach.disputes.queries import open_disputes
from tutela_web.places.models import Place
from tutela_web.review.amber.models import ContextEvent
from tutela_web.review.amber.queries import context_for

AHEAD = timedelta(days=183)
"""So far ahead a season or a day is told [P]: the half of a year with its rains and its votes."""


@dataclass(frozen=True)
class CalendarCause:
    """Something that comes by the calendar: of what kind, what, when; None where it runs today."""

    kind: Words
    what: str
    url: str
    on: date | None


def causes_at(standing: Standing, place: Place) -> list[CalendarCause]:
    """What of season and calendar comes at a place, what runs first. Three queries at most."""
    causes = [*_seasons(standing, place), *_days(standing)]
    return sorted(causes, key=lambda cause: (cause.on or standing.on, cause.what))


def _seasons(standing: Standing, place: Place) -> Iterator[CalendarCause]:
    if not standing.reads(OUTREACH):
        return
    code = standing.mission.code
    for dispute in open_disputes(standing).filter(place=place).exclude(season_from=None):
        url = reverse("outreach:dispute", args=[code, dispute.pk])
        begins = dispute.season_begins(standing.on)
        if dispute.is_season(standing.on):
            yield CalendarCause(_("season of a dispute, running"), dispute.name, url, None)
        elif begins is not None and begins - standing.on <= AHEAD:
            yield CalendarCause(_("season of a dispute begins"), dispute.name, url, begins)


def _days(standing: Standing) -> Iterator[CalendarCause]:
    """Elections and other changes of the country that have a day ahead."""
    rows = context_for(standing).filter(
        on__gte=standing.on, on__lte=standing.on + AHEAD, state=ContextEvent.State.SET
    )
    for event in rows:
        url = reverse("review:context_one", args=[standing.mission.code, event.pk])
        yield CalendarCause(event.get_kind_display(), event.title, url, event.on)
