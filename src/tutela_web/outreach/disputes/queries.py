"""Disputes as a person may see them, and what of them comes near: a season, a day due, a review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.outreach.seasons import LEAD
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.outreach.disputes.models import (
    REVIEW_LEAD,
    Breach,
    Dispute,
    DisputeAgreement,
    DisputeDialogue,
)

KIND = "outreach"
ACT = "keep_disputes"


def breaches_for(standing: Standing) -> QuerySet[Breach]:
    """The breaches this person may see: those whose incident they may see too, the last first."""
    seen = incidents_for(standing).order_by()
    rows = Breach.objects.filter(standing.sees_open(KIND), incident__in=seen.values("pk"))
    return rows.order_by("-incident__event_from", "-entered_at").select_related("incident")


def agreements_for(standing: Standing) -> QuerySet[DisputeAgreement]:
    """The agreements this person may see, the last first, with their breaches."""
    rows = DisputeAgreement.objects.filter(standing.sees_open(KIND))
    return rows.order_by("-agreed_on", "-entered_at").prefetch_related(
        Prefetch("breaches", queryset=breaches_for(standing))
    )


def dialogues_for(standing: Standing) -> QuerySet[DisputeDialogue]:
    """The dialogues this person may see, the last first."""
    return DisputeDialogue.objects.filter(standing.sees_open(KIND)).order_by("-on", "-entered_at")


def disputes_for(standing: Standing) -> QuerySet[Dispute]:
    """The disputes this person may see, those not settled first, with talks and agreements."""
    rows = Dispute.objects.filter(standing.sees_open(KIND))
    return rows.order_by("settled_on", "name").prefetch_related(
        Prefetch("dialogues", queryset=dialogues_for(standing)),
        Prefetch("agreements", queryset=agreements_for(standing)),
    )


def open_disputes(standing: Standing) -> QuerySet[Dispute]:
    """Those that are not settled."""
    return disputes_for(standing).filter(settled_on=None)


def running_agreements(standing: Standing) -> QuerySet[DisputeAgreement]:
    """Agreements that hold today, of disputes that are not settled."""
    holds = Q(until=None) | Q(until__gte=standing.on)
    rows = agreements_for(standing).filter(holds, dispute__settled_on=None)
    return rows.filter(agreed_on__lte=standing.on).select_related("dispute")


RUNS = "runs"

WHY: dict[str, Words] = {
    RUNS: _("its season runs"),
    "begins": _("its season begins"),
    "review": _("day to review it"),
    "owed": _("due by an agreement"),
}
"""Why a dispute is to be talked about."""


@dataclass(frozen=True)
class DisputeDue:
    """What of a dispute comes near: of what kind, on what day, and whether that day has gone by.

    kind   of WHY
    words  what is owed
    """

    dispute: Dispute
    on: date
    kind: str
    late: bool = False
    words: str = ""

    @property
    def why(self) -> Words:
        """Why it is to be talked about."""
        return WHY[self.kind]


def disputes_due(
    standing: Standing,
    area: DutyArea | None,
    on: date,
    *,
    season: timedelta = LEAD,
    ahead: timedelta = REVIEW_LEAD,
) -> list[DisputeDue]:
    """What of the disputes of an area is to be talked about on a day: its season begins or runs,
    something agreed is due, its review day is here. The soonest first. Four queries.

    Takes   area, None for all this person reads; season and ahead, how long before their day.
    """
    rows = open_disputes(standing)
    if area is not None:
        rows = rows.filter(area=area)
    near = [due for dispute in rows for due in _due(dispute, on, season, ahead)]
    return sorted(near, key=lambda due: (not due.late, due.on, due.dispute.name))


def _due(dispute: Dispute, on: date, season: timedelta, ahead: timedelta) -> Iterator[DisputeDue]:
    begins = dispute.season_begins(on)
    if dispute.is_season(on):
        yield DisputeDue(dispute, on, RUNS)
    elif begins is not None and begins - on <= season:
        yield DisputeDue(dispute, begins, "begins")
    if dispute.review_on is not None and dispute.review_on - on <= ahead:
        yield DisputeDue(dispute, dispute.review_on, "review", dispute.review_on < on)
    for agreed in dispute.agreements.all():
        if agreed.due is not None and agreed.kept_on is None and agreed.due - on <= ahead:
            yield DisputeDue(dispute, agreed.due, "owed", agreed.due < on, agreed.owed)
