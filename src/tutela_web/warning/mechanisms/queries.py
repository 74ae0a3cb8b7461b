"""Mechanisms as a person may see them, and the alert network of an area: communities, bases and
channels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.distances import distance_km
from tutela.base.later import np
from tutela.warning.mechanisms import FAILED, NOT_KNOWN, ONE_SIDED, UNTESTED
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import Words
from tutela_web.capacity.models import Base
from tutela_web.capacity.units.queries import bases_for
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.warning.mechanisms.models import Mechanism, MechanismParty
from tutela_web.warning.models import FROM_PEOPLE, Channel, Report
from tutela_web.warning.network.queries import ListenerCoverage, contacts_for, coverage

KIND = "strategy"
ACT = "keep_mechanisms"

WINDOW = timedelta(days=90)
"""So far back it is counted what each channel brought in."""

WEAK: dict[str, Words] = {
    ONE_SIDED: _("one-sided"),
    UNTESTED: _("not tested in time"),
    FAILED: _("did not answer its test"),
    NOT_KNOWN: _("not said whether it warns us and is told"),
}
"""What is weak in a tie, in words."""


def parties_for(standing: Standing) -> QuerySet[MechanismParty]:
    """The outside parties of mechanisms this person may see."""
    rows = MechanismParty.objects.filter(standing.sees(KIND), standing.sees(KIND, at="mechanism__"))
    return rows.select_related("mechanism").order_by("kind", "who", "pk")


def mechanisms_for(standing: Standing) -> QuerySet[Mechanism]:
    """The mechanisms this person may see, with their parties, those in use first."""
    rows = Mechanism.objects.filter(standing.sees(KIND)).select_related("area")
    parties = parties_for(standing).filter(_in_force(standing.on))
    return rows.order_by("ended_on", "name", "pk").prefetch_related(
        Prefetch("parties", queryset=parties)
    )


def _in_force(on: date) -> Q:
    return Q(ended_on=None) | Q(ended_on__gt=on)


def standing_mechanisms(standing: Standing) -> QuerySet[Mechanism]:
    """The mechanisms that are in use today."""
    return mechanisms_for(standing).filter(_in_force(standing.on))


@dataclass(frozen=True)
class PartyShown:
    """An outside party's part, and what is weak in the tie."""

    party: MechanismParty
    weak: tuple[Words, ...]


@dataclass(frozen=True)
class MechanismShown:
    """A mechanism, whether its test is due, and its parties."""

    mechanism: Mechanism
    test_due: bool
    parties: list[PartyShown]

    @property
    def weak(self) -> int:
        """How many of its ties are weak."""
        return sum(bool(party.weak) for party in self.parties)


def mechanisms_shown(standing: Standing, rows: Iterable[Mechanism]) -> list[MechanismShown]:
    """Mechanisms as pages tell them. No query where `rows` brought the parties."""
    return [
        MechanismShown(
            row,
            row.test_due(standing.on),
            [
                PartyShown(party, tuple(WEAK[weak] for weak in party.weak_in(standing.on)))
                for party in row.parties.all()
            ],
        )
        for row in rows
    ]


# --- the network of an area


@dataclass(frozen=True)
class CommunityLinks:
    """A community of an area: its listeners, the base nearest to it, what it told of by channel.

    km    to that base as the crow flies; None where the place or every base has no point
    """

    listeners: ListenerCoverage
    base: Base | None
    km: int | None
    told_by: tuple[Words, ...]

    @property
    def place(self) -> Place:
        """The community."""
        return self.listeners.place

    @property
    def without(self) -> bool:
        """Whether nobody listens there and no channel brought anything in."""
        return not self.listeners.listeners and not self.told_by


@dataclass(frozen=True)
class ChannelYield:
    """What one channel brought in: reports, and alerts they tell of."""

    channel: Words
    reports: int
    alerts: int
    last: datetime | None


def _reports_lately(standing: Standing, area: DutyArea) -> QuerySet[Report]:
    since = clock.now(standing.mission) - WINDOW
    return Report.objects.filter(
        standing.sees("alerts"),
        standing.sees("alerts", at="alert__"),
        channel__in=FROM_PEOPLE,
        alert__area=area,
        known_at__gte=since,
    ).order_by()


def channels_of(standing: Standing, area: DutyArea) -> list[ChannelYield]:
    """Each channel by which people tell, and what it brought in over WINDOW, of reports and alerts
    this person may see: one that brought in none is told too. One query."""
    counted = {
        row["channel"]: row
        for row in _reports_lately(standing, area)
        .values("channel")
        .annotate(reports=Count("pk"), alerts=Count("alert", distinct=True), last=Max("known_at"))
    }
    return [
        ChannelYield(
            channel.label,
            row["reports"] if row else 0,
            row["alerts"] if row else 0,
            row["last"] if row else None,
        )
        for channel in FROM_PEOPLE
        for row in [counted.get(channel.value)]
    ]


def communities_of(standing: Standing, area: DutyArea) -> list[CommunityLinks]:
    """The communities of an area with listeners, nearest base and channels; those with none first.
    Five queries."""
    kinds = Q(kind__in=[Place.Kind.VILLAGE, Place.Kind.SITE])
    listed = contacts_for(standing).filter(retired=False, place__isnull=False).values("place")
    places = places_for(standing).filter(kinds | Q(pk__in=listed), area=area, retired=False)
    rows = coverage(standing, places.order_by("name"))
    bases = list(bases_for(standing).filter(retired=False)) if standing.reads("bases") else []
    near = _nearest([row.place for row in rows], bases)
    by_place: dict[UUID, set[str]] = {}
    for place, channel in _reports_lately(standing, area).values_list("alert__place", "channel"):
        if place is not None:
            by_place.setdefault(place, set()).add(channel)
    communities = [
        CommunityLinks(
            row,
            *near[at],
            tuple(
                channel.label
                for channel in Channel
                if channel.value in by_place.get(row.place.pk, ())
            ),
        )
        for at, row in enumerate(rows)
    ]
    return sorted(communities, key=lambda community: (not community.without, community.place.name))


def _nearest(places: list[Place], bases: list[Base]) -> list[tuple[Base | None, int | None]]:
    """The base nearest to each place, and how far it is; of those that have a point."""
    pointed = [base for base in bases if base.latitude is not None and base.longitude is not None]
    known = [at for at, place in enumerate(places) if place.latitude is not None]
    near: list[tuple[Base | None, int | None]] = [(None, None)] * len(places)
    if not pointed or not known:
        return near
    lat = np.array([places[at].latitude for at in known], dtype=float)[:, None]
    lon = np.array([places[at].longitude for at in known], dtype=float)[:, None]
    base_lat = np.array([base.latitude for base in pointed], dtype=float)[None, :]
    base_lon = np.array([base.longitude for base in pointed], dtype=float)[None, :]
    km = distance_km(lat, lon, base_lat, base_lon)
    for row, at in enumerate(known):
        which = int(np.argmin(km[row]))
        near[at] = (pointed[which], round(float(km[row, which])))
    return near
