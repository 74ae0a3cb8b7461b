"""How it is read what passed between houses: of a meeting, of a forum, about a risk, by place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch, QuerySet

from tutela.coordination.readings import NOT_ASKED, common_view, compare_readings
from tutela.places.names import fold
from tutela.risk.factors import PRIORITIES
from tutela_web.access.models import DutyArea, Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.fora.forum.queries import meetings_for, standing_fora
from tutela_web.partners.exchanges.models import Exchange
from tutela_web.partners.partner.queries import offices, partners_for
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for


def exchanges_for(standing: Standing) -> QuerySet[Exchange]:
    """What passed at the meetings this person may see; `risk` and `partner` are None where they
    may not be seen."""
    seen = Exchange.objects.filter(standing.sees_open("fora"), meeting__in=meetings_for(standing))
    risk = Prefetch("risk", queryset=risks_for(standing).select_related("place"))
    partner = Prefetch("partner", queryset=partners_for(standing))
    return seen.select_related("meeting__forum", "approved_by").prefetch_related(risk, partner)


def unanswered_expectations(standing: Standing, forum: Forum) -> QuerySet[Exchange]:
    """Expectations voiced in a forum that wait for the mission's answer, the oldest first."""
    waiting = exchanges_for(standing).filter(meeting__forum=forum, kind="expectation")
    return waiting.filter(answered_on=None).order_by("meeting__starts_at")


@dataclass(frozen=True)
class SideRead:
    """How one side reads a risk, beside the mission."""

    side: Exchange.Side
    said: Exchange | None
    answer: str

    @property
    def level(self) -> str:
        """The word of the priority it gave; nothing where it gave none."""
        if self.said is None or self.said.level is None:
            return ""
        return PRIORITIES[self.said.level]


def readings_of(risk: Risk, found: Iterable[Exchange]) -> list[SideRead]:
    """The last reading of each side among what passed about a risk, newest first."""
    readings = [one for one in found if one.kind == Exchange.Kind.READING]
    rows = []
    for side in Exchange.Side:
        said = next((reading for reading in readings if reading.side == side), None)
        level = said.level if said else None
        rows.append(
            SideRead(side, said, compare_readings(risk.priority, level, asked=said is not None))
        )
    return rows


@dataclass(frozen=True)
class RiskWithOthers:
    """A risk, how each side reads it, and what else passed about it."""

    risk: Risk
    sides: list[SideRead]
    rest: list[Exchange]

    @property
    def common(self) -> bool:
        """Whether all sides were asked and agree."""
        return common_view(side.answer for side in self.sides)

    @property
    def level(self) -> str:
        """The word of the mission's own priority; nothing where none was agreed."""
        return "" if self.risk.priority is None else PRIORITIES[self.risk.priority]

    @property
    def asked_nobody(self) -> bool:
        """Whether no other side was asked."""
        return all(side.answer == NOT_ASKED for side in self.sides)


def with_others(standing: Standing, risks: Sequence[Risk]) -> list[RiskWithOthers]:
    """Risks, each with how others read it and what passed about it. Three queries."""
    rows = list(
        exchanges_for(standing)
        .filter(risk__in=[risk.pk for risk in risks])
        .order_by("-meeting__starts_at", "-entered_at")
    )
    return [
        RiskWithOthers(
            risk,
            readings_of(risk, about),
            [one for one in about if one.kind != Exchange.Kind.READING],
        )
        for risk in risks
        for about in [[row for row in rows if row.risk_id == risk.pk]]
    ]


LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class ClusterRow:
    """A place's meetings of the Protection Cluster: held, with the mission there, words each
    way."""

    area: DutyArea | None
    fora: list[Forum]
    held: int
    attended: int
    brought: int
    taken: int

    @property
    def absent(self) -> bool:
        """Whether the mission is not known to have been there lately."""
        return self.attended == 0


def clusters(standing: Standing) -> list[ClusterRow]:
    """Presence at cluster meetings of the last ninety days by place: of the whole mission, then
    each field office's area. Six queries."""
    fora = list(standing_fora(standing).filter(kind=Forum.Kind.CLUSTER).defer("area__boundary"))
    since = clock.now(standing.mission) - LOOKED_BACK
    titles = {
        fold(one)
        for one in Post.objects.filter(mission=standing.mission).values_list("title", flat=True)
    }
    meetings = list(
        meetings_for(standing).filter(
            forum__in=fora, state=Meeting.State.HELD, starts_at__gte=since
        )
    )
    kinds = list(
        exchanges_for(standing)
        .filter(meeting__in=[meeting.pk for meeting in meetings])
        .values_list("meeting", "kind")
    )
    rows = []
    for area in (None, *offices(standing)):
        mine = [one for one in fora if one.area_id == (area.pk if area else None)]
        met = [meeting for meeting in meetings if meeting.forum_id in {forum.pk for forum in mine}]
        pks = {one.pk for one in met}
        passed = [kind for pk, kind in kinds if pk in pks]
        rows.append(
            ClusterRow(
                area,
                mine,
                len(met),
                sum(any(fold(who) in titles for who in one.present) for one in met),
                sum(kind in Exchange.INWARD for kind in passed),
                sum(kind in Exchange.OUTWARD for kind in passed),
            )
        )
    return rows
