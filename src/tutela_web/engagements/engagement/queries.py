"""How engagements, what was promised in them, and who may be engaged are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from tutela.coordination.promises import STATES
from tutela_web.access.policy import Standing
from tutela_web.actors.queries import actors_for
from tutela_web.crisis.plans.queries import ENGAGED
from tutela_web.engagements.engagement.models import Authorisation, Commitment, Engagement
from tutela_web.links.queries import with_seen

if TYPE_CHECKING:  # the stubs are for developers only
    from django_stubs_ext import WithAnnotations


class LinksSeen(TypedDict):
    """Of what an engagement names, whether the person may see it too."""

    actor_seen: bool
    place_seen: bool
    risk_seen: bool


SeenEngagement: TypeAlias = "WithAnnotations[Engagement, LinksSeen]"
"""An engagement that says which of its links the person may see."""

FILTERS = ("kind", "phase", "actor", "place", "state")
PRESSING = (Commitment.State.BROKEN, Commitment.State.OVERDUE)


def engagements_for(standing: Standing) -> QuerySet[SeenEngagement]:
    """The engagements this person may see; each says of its actor, place and risk whether they may
    be seen too (`actor_seen`, `place_seen`, `risk_seen`)."""
    seen = Engagement.objects.filter(standing.sees_open("engagements"))
    return with_seen(standing, seen, "actor", "place", "risk")


def with_links(rows: QuerySet[SeenEngagement]) -> QuerySet[SeenEngagement]:
    """Engagements with all they name."""
    return rows.select_related(
        "met_by", "authorised_by", "actor", "place", "risk__place", "area"
    ).defer("area__boundary")


def commitments_for(standing: Standing) -> QuerySet[Commitment]:
    """The commitments of the engagements this person may see."""
    return Commitment.objects.filter(standing.sees_open("engagements", at="engagement__"))


def authorisations_for(standing: Standing) -> QuerySet[Authorisation]:
    """Who may be engaged, of the actors this person may see; the last to end first.

    An authorisation holds in the whole mission: whoever reads engagements of one area knows of it.
    """
    reading = standing.readings.get("engagements")
    seen = Authorisation.objects.filter(
        mission=standing.mission,
        compartment="",
        actor__in=actors_for(standing),
        classification__lte=reading.clearance if reading else -1,
    )
    return seen.select_related("actor", "given_by").order_by("-ends", "actor__name", "pk")


@dataclass(frozen=True)
class Promise:
    """A commitment as a list shows it."""

    commitment: Commitment
    state: Commitment.State

    @property
    def pressing(self) -> bool:
        """Whether it was broken, or is overdue."""
        return self.state in PRESSING

    @property
    def order(self) -> tuple[int, date]:
        """The worst first, of these the longest due."""
        return STATES.index(self.state), self.commitment.due


@dataclass(frozen=True)
class EngagementRow:
    """An engagement as the list shows it, the worst promise first."""

    engagement: SeenEngagement
    promises: list[Promise]


@dataclass(frozen=True)
class Engagements:
    """What the list shows: engagements newest first, and before them what was not kept."""

    rows: list[EngagementRow]
    pressing: list[tuple[EngagementRow, Promise]]


def engagement_list(standing: Standing, asked: Mapping[str, str]) -> Engagements:
    """The engagements a filter finds. Two queries.

    Takes   kind, phase; actor and place, a code; state, one of tutela.coordination.promises.STATES
            that a promise of it is in.
    """
    engagements = engagements_for(standing)
    for name in ("kind", "phase"):
        if asked.get(name):
            engagements = engagements.filter(**{name: asked[name]})
    if code := asked.get("actor"):
        engagements = engagements.filter(actor__code=code, actor_seen=True)
    if code := asked.get("place"):
        engagements = engagements.filter(place__code=code, place_seen=True)
    promised = Prefetch("commitments", Commitment.objects.order_by("due", "entered_at"))
    ordered = with_links(engagements).prefetch_related(promised).order_by("-on", "-entered_at")
    rows = [EngagementRow(one, _promises(standing, one)) for one in ordered]
    if state := asked.get("state"):
        rows = [row for row in rows if any(promise.state == state for promise in row.promises)]
    pressing = [(row, promise) for row in rows for promise in row.promises if promise.pressing]
    return Engagements(rows, sorted(pressing, key=lambda pair: pair[1].order))


def _promises(standing: Standing, engagement: Engagement) -> list[Promise]:
    made = [Promise(made, made.state(standing.on)) for made in engagement.commitments.all()]
    return sorted(made, key=lambda promise: promise.order)


def promises_of(standing: Standing, engagement: Engagement) -> list[Promise]:
    """What was promised in one engagement, the worst first. One query."""
    rows = engagement.commitments.select_related("judged_by")
    made = [Promise(made, made.state(standing.on)) for made in rows]
    return sorted(made, key=lambda promise: promise.order)


def days_engaged(standing: Standing, since: date) -> Iterable[tuple[UUID, date]]:
    """The places and days of the engagements this person may see, since a day."""
    seen = Engagement.objects.filter(
        standing.sees_open("engagements"), on__gte=since, place__isnull=False
    )
    return seen.values_list("place", "on")


def connect() -> None:
    """Tell the room of crises, which lies below, that engagement stands beside force."""
    ENGAGED["engagements"] = days_engaged
