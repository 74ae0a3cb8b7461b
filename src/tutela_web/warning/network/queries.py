"""The community alert network as it is read: contacts, coverage, silence, and what is owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils import timezone

from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.warning.models import (
    FROM_PEOPLE,
    Alert,
    CallBack,
    Courtesy,
    NetworkContact,
    Owed,
    Report,
    Silence,
)


def contacts_for(standing: Standing) -> QuerySet[NetworkContact]:
    """The contacts this person may see: pseudonym, place, channels; never who it is."""
    rows = NetworkContact.objects.filter(standing.sees("network"))
    return rows.select_related("place", "area", "mission")


def owed_ever(standing: Standing) -> QuerySet[Owed]:
    """What is or was owed to who told us, soonest due first, of alerts this person may see."""
    rows = Owed.objects.filter(standing.sees("alerts", at="alert__"), mission=standing.mission)
    return rows.select_related("alert__place", "alert__area", "report__contact").order_by("due_at")


def owed_for(standing: Standing) -> QuerySet[Owed]:
    """What is owed to who told us, soonest due first, of alerts this person may see."""
    return owed_ever(standing).filter(state=Owed.State.OWED)


def calls_for(standing: Standing) -> QuerySet[CallBack]:
    """The missed calls this person may see: where they read contacts; an unknown number has no
    area, so it is for who reads the network mission-wide."""
    rows = CallBack.objects.filter(standing.sees("network", own="contact__author_id"))
    return rows.select_related("contact__place", "area", "owner", "owner_post", "done_by")


def calls_due(standing: Standing) -> QuerySet[CallBack]:
    """The calls back that are due, soonest first."""
    return calls_for(standing).filter(state=CallBack.State.DUE).order_by("due_at")


def owed_calls_back(standing: Standing) -> QuerySet[Owed]:
    """The calls back owed to who told of an alert that this person may see, soonest due first: a
    missed call that was logged opens an alert at once."""
    rows = owed_for(standing).filter(what=Owed.Duty.CALL_BACK)
    return rows.select_related(
        "alert__place", "alert__area", "alert__owner", "alert__owner_post", "report__contact"
    )


def calls_told(standing: Standing) -> QuerySet[CallBack]:
    """The missed calls this person may see; `contact` and `alert` are None where those may not be
    seen."""
    rows = CallBack.objects.filter(standing.sees("network", own="contact__author_id"))
    return rows.select_related("owner_post").prefetch_related(
        Prefetch("contact", NetworkContact.objects.filter(standing.sees("network"))),
        Prefetch("alert", Alert.objects.filter(standing.sees("alerts"))),
    )


COURTESY_DAYS = 30


def courtesies_for(standing: Standing) -> QuerySet[Courtesy]:
    """The tests and thanks this person may see, newest first: where they read contacts; of an
    unknown number, for who reads the network mission-wide."""
    rows = Courtesy.objects.filter(standing.sees("network", own="contact__author_id"))
    return rows.select_related("contact").order_by("-at")


def courtesies_lately(standing: Standing) -> QuerySet[Courtesy]:
    """Those of the last month."""
    since = clock.now(standing.mission) - timedelta(days=COURTESY_DAYS)
    return courtesies_for(standing).filter(at__gte=since)


@dataclass(frozen=True)
class Silent:
    """A community nobody has heard from when somebody should have."""

    place: Place
    contacts: int
    heard_at: datetime | None

    def hours(self, now: datetime) -> int | None:
        """Since when, in hours; None where it was never heard."""
        return int((now - self.heard_at).total_seconds() // 3600) if self.heard_at else None


def has_missed_call(contact: NetworkContact, now: datetime) -> bool:
    """Whether a test or routine call of a contact is missed: nothing heard within its rhythm."""
    heard = last_heard(contact)
    return heard is None or heard < now - timedelta(days=contact.test_days)


def last_heard(contact: NetworkContact) -> datetime | None:
    """When the contact was heard last: by itself, or by answering a test."""
    tested, heard = None, contact.heard_at
    if (
        contact.last_test_on
        and contact.last_test_answered
        and not (heard and timezone.localdate(heard) >= contact.last_test_on)
    ):
        zone = timezone.get_current_timezone()
        tested = datetime.combine(contact.last_test_on, time(12), zone)
    return max(filter(None, [tested, heard]), default=None)


def silent(standing: Standing) -> list[Silent]:
    """Communities all of whose contacts missed their test or routine call, longest silent first.

    Silence is not calm: it is said, never filled in.
    """
    if not standing.reads("network"):
        return []
    return silent_of(contacts_for(standing), clock.now(standing.mission))


def silent_of(contacts: QuerySet[NetworkContact], now: datetime) -> list[Silent]:
    """The silent communities of these contacts. One query."""
    by_place: dict[Any, list[NetworkContact]] = {}
    for contact in contacts.filter(retired=False, place__isnull=False).select_related("place"):
        by_place.setdefault(contact.place_id, []).append(contact)
    silent = [
        Silent(place, len(of), max(filter(None, map(last_heard, of)), default=None))
        for of in by_place.values()
        if all(has_missed_call(contact, now) for contact in of)
        for place in [of[0].place]
        if place is not None
    ]
    return sorted(silent, key=lambda one: (one.heard_at is not None, one.heard_at))


def silences_for(standing: Standing) -> QuerySet[Silence]:
    """The alarms nobody has answered, oldest first, of places where this person reads contacts."""
    places = contacts_for(standing).values("place")
    rows = Silence.objects.filter(mission=standing.mission, ended_at=None, place__in=places)
    return rows.select_related("place").order_by("since")


@dataclass(frozen=True)
class ListenerCoverage:
    """One community: how many listeners, and when one was heard last."""

    place: Place
    listeners: int
    heard_at: datetime | None
    answered: int
    told_at: datetime | None
    """When somebody last told of an alert there, contact or not."""

    @property
    def blank(self) -> bool:
        """Whether nobody listens there and nobody was ever heard."""
        return not self.listeners and self.last_at is None

    @property
    def last_at(self) -> datetime | None:
        """When anybody was heard last: a contact, or who told of an alert there."""
        return max(filter(None, [self.heard_at, self.told_at]), default=None)

    @property
    def state(self) -> str:
        """heard, silent or none: for the map and the table beside it."""
        if not self.listeners:
            return "none"
        return "heard" if self.answered else "silent"


def coverage(standing: Standing, places: Iterable[Place] | None = None) -> list[ListenerCoverage]:
    """Each community and its listeners; those without any are listed as such, not left out. Who has
    not agreed again in time to be asked is no listener."""
    now, told = clock.now(standing.mission), _told_at(standing)
    rows: dict[Any, list[NetworkContact]] = {}
    for contact in contacts_for(standing).filter(retired=False, place__isnull=False):
        if not contact.has_lapsed(standing.on):
            rows.setdefault(contact.place_id, []).append(contact)
    wanted = (
        places
        if places is not None
        else places_for(standing)
        .filter(
            Q(pk__in=list(rows)) | Q(kind__in=[Place.Kind.VILLAGE, Place.Kind.SITE]), retired=False
        )
        .order_by("name")
    )
    return [
        ListenerCoverage(
            place,
            len(of),
            max(filter(None, map(last_heard, of)), default=None),
            sum(not has_missed_call(contact, now) for contact in of),
            told.get(place.pk),
        )
        for place in wanted
        for of in [rows.get(place.pk, [])]
    ]


def _told_at(standing: Standing) -> dict[UUID, datetime]:
    """When somebody of a community last told of an alert at each place, of reports and alerts this
    person may see. One query."""
    rows = Report.objects.filter(
        standing.sees("alerts"),
        standing.sees("alerts", at="alert__"),
        channel__in=FROM_PEOPLE,
        alert__place__isnull=False,
    )
    told = rows.order_by().values_list("alert__place").annotate(at=Max("known_at"))
    return {place: at for place, at in told if place and at}


def network_areas(standing: Standing) -> QuerySet[DutyArea]:
    """The areas of field offices whose contacts this person reads, by name."""
    areas = areas_on(standing.mission, standing.on).filter(kind=DutyArea.Kind.FIELD_OFFICE)
    right = standing.readings.get("network")
    if right is None:
        return areas.none()
    return (areas if right.areas is None else areas.filter(pk__in=right.areas)).order_by("name")


def heard_lately(standing: Standing) -> dict[str, Any]:
    """Totals for the head of the page."""
    rows = contacts_for(standing).filter(retired=False)
    return rows.aggregate(contacts=Count("pk"), places=Count("place", distinct=True))
