"""How messages, statements, tellings and means are read, and what a message is held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from tutela.outreach import messages as core
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.markings import Classification
from tutela_web.capacity.models import Base
from tutela_web.capacity.units.queries import bases_for
from tutela_web.crisis.decisions.queries import check_host
from tutela_web.incidents.happened.queries import happened_in
from tutela_web.outreach.messages.models import (
    CapacityStatement,
    ExpectationMeans,
    MessagePart,
    MessageTelling,
    PublicMessage,
    Released,
)
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.places.sites.population import newer_population, populations_counted
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert, AlertLevel

KIND = "outreach"
LOOKED_BACK = timedelta(days=365)
"""So long back it is asked whether forces of the State harmed civilians in an area."""

RISEN = (AlertLevel.WARNING, AlertLevel.IMMINENT, AlertLevel.ONGOING)
"""Levels of an alert that may make untrue what was said."""


def _reads_or_public(standing: Standing) -> Q:
    """What this person may see; what was cleared for the public of the whole mission is read in
    every area of it, for somebody there tells it."""
    if not standing.reads(KIND):
        return Q(pk__in=[])
    public = Q(
        mission=standing.mission,
        area=None,
        classification=Classification.UNCLASSIFIED,
        compartment="",
        state__in=[Released.RELEASED, Released.WITHDRAWN],
    )
    return standing.sees_open(KIND) | public


def statements_for(standing: Standing) -> QuerySet[CapacityStatement]:
    """The statements this person may see, the latest first."""
    return CapacityStatement.objects.filter(_reads_or_public(standing)).order_by(
        "-until", "-entered_at"
    )


def _statements_in_force(standing: Standing) -> QuerySet[CapacityStatement]:
    """The statements that hold today, the last released first.

    What is released is public: whoever writes a message is held against it, wherever they read.
    """
    rows = CapacityStatement.objects.filter(
        mission=standing.mission, compartment="", state=Released.RELEASED, until__gte=standing.on
    )
    return rows.select_related("approved_by").order_by("-approved_at", "-pk")


def statement_of(
    area: UUID | None, in_force: Iterable[CapacityStatement]
) -> CapacityStatement | None:
    """Of statements in force the one of an area: its own, or that of the whole mission."""
    of_area = {statement.area_id: statement for statement in reversed(list(in_force))}
    return of_area.get(area) or of_area.get(None)


def statement_in_force(area: DutyArea | None, standing: Standing) -> CapacityStatement | None:
    """The released statement that holds today in an area. One query."""
    return statement_of(area.pk if area else None, _statements_in_force(standing))


def messages_for(standing: Standing) -> QuerySet[PublicMessage]:
    """The messages this person may see: those that wait first, then the latest."""
    return PublicMessage.objects.filter(_reads_or_public(standing)).order_by(
        "state", "-entered_at", "pk"
    )


def messages_in_force(standing: Standing) -> QuerySet[PublicMessage]:
    """The released messages that hold today, as far as this person may see them."""
    return messages_for(standing).filter(state=Released.RELEASED, expires__gte=standing.on)


def parts_for(standing: Standing) -> QuerySet[MessagePart]:
    """The parts this person may see, as they are told."""
    seen = standing.sees_open(KIND)
    rows = MessagePart.objects.filter(seen, message__in=messages_for(standing).order_by())
    return rows.filter(struck=False).order_by("number", "pk")


def tellings_for(standing: Standing) -> QuerySet[MessageTelling]:
    """Whom somebody told or is to tell, as far as this person may see: the latest first."""
    seen = standing.sees_open(KIND)
    rows = MessageTelling.objects.filter(seen, message__in=messages_for(standing).order_by())
    return rows.order_by("-told_on", "-planned_on", "pk")


def to_tell_anew(standing: Standing) -> QuerySet[MessageTelling]:
    """Whoever was told what was withdrawn since, and was not told so: the first told first."""
    rows = tellings_for(standing).exclude(told_on=None).filter(told_anew_on=None)
    rows = rows.filter(message__state=Released.WITHDRAWN).select_related("message", "place")
    return rows.order_by("told_on", "pk")


def tellings_due(standing: Standing) -> QuerySet[MessageTelling]:
    """Who is to be told today what holds, and who is to be told that it holds no longer."""
    planned = Q(told_on=None, planned_on__lte=standing.on, message__state=Released.RELEASED)
    planned &= Q(message__expires__gte=standing.on)
    withdrawn = Q(message__state=Released.WITHDRAWN, told_on__isnull=False, told_anew_on=None)
    rows = tellings_for(standing).filter(planned | withdrawn)
    return rows.select_related("message", "place").order_by("planned_on", "pk")


def limits_to_check(standing: Standing) -> list[MessagePart]:
    """Limits by place and hour of messages that are not released, whose words as they stand nobody
    checked."""
    rows = parts_for(standing).filter(
        kind=MessagePart.Kind.LIMIT, message__state__in=[Released.DRAFT, Released.ASKED]
    )
    rows = rows.select_related("message")
    return [part for part in rows if part.checked_of != part.core().digest()]


def released_unread(standing: Standing) -> QuerySet[PublicMessage]:
    """Warnings released without approval that nobody who approves has read."""
    return messages_for(standing).filter(unapproved=True, read_at=None)


def means_for(standing: Standing) -> QuerySet[ExpectationMeans]:
    """Staff and money this person may see, the latest first."""
    return ExpectationMeans.objects.filter(standing.sees_open(KIND)).order_by("-starts", "pk")


def means_today(standing: Standing) -> QuerySet[ExpectationMeans]:
    """Those that are there today."""
    ended = Q(ends=None) | Q(ends__gte=standing.on)
    return means_for(standing).filter(ended, starts__lte=standing.on)


def parts_of(message: PublicMessage) -> list[MessagePart]:
    """The parts of a message as they are told. One query."""
    rows = list(message.parts.filter(struck=False).order_by("number", "pk"))
    return sorted(rows, key=lambda part: (core.KINDS.index(part.kind), part.number))


def host_suspected(standing: Standing, area: DutyArea | None) -> bool | None:
    """Whether forces of the State are suspected of harm to civilians in an area within a year, by
    what this person may read; None where they read nothing of it."""
    since = standing.on - LOOKED_BACK
    if not (standing.reads("incidents") or standing.reads("events")):
        return None
    check = check_host(standing, happened_in(standing, area, since=since))
    return None if check.suspected is None else bool(check.suspected or check.parties)


def ground_of(
    standing: Standing, message: PublicMessage, parts: Sequence[MessagePart]
) -> core.Ground:
    """What a message is held against today."""
    statement = statement_in_force(message.area, standing)
    sends = any(part.pick == core.STATE_FIRST for part in parts)
    return core.Ground(
        covers=statement.covers if statement else None,
        suspected=host_suspected(standing, message.area) if sends else None,
        answered=[part.answered_of for part in parts if part.answer == MessagePart.Answer.FITS],
        checked=[part.checked_of for part in parts if part.checked_of],
    )


def lacks_of(
    standing: Standing, message: PublicMessage, parts: Sequence[MessagePart]
) -> list[core.Lack]:
    """What keeps a message from being released today."""
    return core.what_lacks(
        message.kind,
        [part.core(number) for number, part in enumerate(parts, start=1)],
        message.versions,
        message.channels,
        ground_of(standing, message, parts),
    )


# --- the ground changed


@dataclass(frozen=True)
class GroundChanged:
    """What makes one ask whether a released message is still true.

    statement  the statement it rests on holds no longer, or says less than it promises
    alerts     raised in its area since somebody last looked, of those this person may read
    bases      closed there since then
    """

    statement: bool
    alerts: list[Alert]
    bases: list[Base]

    def __bool__(self) -> bool:
        return self.statement or bool(self.alerts or self.bases)


def _looked_at(message: PublicMessage) -> datetime | None:
    """When somebody last said that a message in force is true."""
    if message.state != Released.RELEASED:
        return None
    return message.stands_since or message.released_at


def _promises(message: PublicMessage) -> set[str]:
    return {str(part["pick"]) for part in message.frozen if part["kind"] == core.CAN} - {""}


def changes_under(standing: Standing, messages: Sequence[PublicMessage]) -> list[GroundChanged]:
    """What changed under released messages since somebody last looked at each; of others nothing.
    Three queries."""
    looked = [at for message in messages if (at := _looked_at(message)) is not None]
    if not looked:
        return [GroundChanged(False, [], [])] * len(messages)
    since = min(looked)
    in_force = list(_statements_in_force(standing))
    risen = alerts_for(standing).filter(entered_at__gt=since, level__in=RISEN, merged_into=None)
    alerts = list(risen.order_by("-entered_at")[:MOST_LOOKED_AT])
    shut = bases_for(standing).filter(closed__gte=since.date(), closed__lte=standing.on)
    bases = list(shut.order_by("-closed")[:MOST_LOOKED_AT])
    return [_changed_under(message, in_force, alerts, bases) for message in messages]


MOST_LOOKED_AT = 200


def _changed_under(
    message: PublicMessage,
    in_force: Sequence[CapacityStatement],
    alerts: Sequence[Alert],
    bases: Sequence[Base],
) -> GroundChanged:
    since = _looked_at(message)
    if since is None:
        return GroundChanged(False, [], [])
    statement = statement_of(message.area_id, in_force)
    covered = set(statement.covers) if statement else set()
    here = message.area_id
    return GroundChanged(
        bool(_promises(message) - covered),
        [alert for alert in alerts if alert.entered_at > since and here in (None, alert.area_id)][
            :10
        ],
        [
            base
            for base in bases
            if base.closed is not None
            and base.closed >= since.date()
            and here in (None, base.area_id)
        ][:10],
    )


# --- the plan


@dataclass(frozen=True)
class PlaceTold:
    """A place, and when it was last told something.

    last     the last telling that took place, as far as this person may read it
    planned  the next that is planned
    number   its people, as its record or a later count of its site has them
    """

    place: Place
    last: MessageTelling | None
    planned: MessageTelling | None
    number: int | None

    @property
    def percent(self) -> int | None:
        """The share of its people who were told the last time; None where that is not known."""
        return core.percent_told(self.last.people if self.last else None, self.number)


PEOPLED = (Place.Kind.TOWN, Place.Kind.VILLAGE, Place.Kind.SITE)


def peopled_places(standing: Standing) -> QuerySet[Place]:
    """The places where people live: those told or to be told, those with a risk, then the rest."""
    tellings = tellings_for(standing).order_by().filter(place=OuterRef("pk"))
    risks = risks_for(standing).order_by().filter(place=OuterRef("pk"))
    rows = places_for(standing).filter(kind__in=PEOPLED, retired=False)
    rows = rows.annotate(
        named=Exists(tellings), risky=Exists(risks.exclude(status=Risk.Status.CLOSED))
    )
    return rows.order_by("-named", "-risky", "name", "pk")


def told_at(standing: Standing, places: Sequence[Place]) -> list[PlaceTold]:
    """Of each place, when it was last told something and what is planned. Two queries."""
    pks = [place.pk for place in places]
    rows = list(
        tellings_for(standing)
        .filter(place__in=pks)
        .select_related("message")
        .order_by("told_on", "planned_on", "pk")
    )
    last_told = {row.place_id: row for row in rows if row.told_on is not None}
    planned = {
        row.place_id: row
        for row in reversed(rows)
        if row.told_on is None and row.planned_on is not None
    }
    counted = populations_counted(standing, pks)
    return [
        PlaceTold(
            place,
            last_told.get(place.pk),
            planned.get(place.pk),
            newer_population(place.population, place.population_on, counted.get(place.pk)).people,
        )
        for place in places
    ]


@dataclass(frozen=True)
class PlanTotals:
    """Of all places this person may see: how many were told anything, and how many people.

    people     counted at the last telling of each place; what was not counted is not in it
    uncounted  places told where nobody counted
    counted_of of those counted, those at places whose population is known
    population of all places whose number is known, told or not, without those where it is not
               known how many were told; unnumbered, places whose people nobody has counted
    """

    places: int
    reached: int
    people: int
    uncounted: int
    counted_of: int
    population: int
    unnumbered: int

    @property
    def not_told(self) -> int:
        """Places nobody is known to have told anything."""
        return self.places - self.reached

    @property
    def percent(self) -> int | None:
        """The share of people told, of all whose number is known: who was told nothing counts."""
        return core.percent_told(self.counted_of, self.population)


def plan_totals(standing: Standing) -> PlanTotals:
    """The plan in figures. Three queries."""
    rows_of = peopled_places(standing).order_by()
    at_sites = populations_counted(standing)
    numbers = {
        pk: newer_population(people, on, at_sites.get(pk)).people
        for pk, people, on in rows_of.values_list("pk", "population", "population_on")
    }
    rows = tellings_for(standing).filter(place__in=list(numbers)).exclude(told_on=None)
    last = dict(rows.order_by("told_on", "pk").values_list("place", "people"))
    counted = {pk: people for pk, people in last.items() if people is not None}
    known = {pk: of for pk, of in numbers.items() if of and (pk in counted or pk not in last)}
    return PlanTotals(
        len(numbers),
        len(last),
        sum(counted.values()),
        len(last) - len(counted),
        sum(min(counted[pk], of) for pk, of in known.items() if pk in counted),
        sum(known.values()),
        sum(1 for of in numbers.values() if not of),
    )


def told_beside_places(standing: Standing) -> QuerySet[MessageTelling]:
    """Authorities and others who were told, or are to be, where no place is named."""
    return tellings_for(standing).filter(place=None).select_related("message", "area")


@dataclass(frozen=True)
class MeansTotals:
    """Staff and money there today, and when something was last told."""

    staff: int
    money: dict[str, int]
    last_told: date | None

    @property
    def none_assigned(self) -> bool:
        """Whether neither staff nor money is set against it."""
        return not self.staff and not self.money


def means_totals(standing: Standing) -> MeansTotals:
    """Staff and money set against section I today. Three queries."""
    rows = means_today(standing).order_by()
    staff = rows.aggregate(n=Sum("staff"))["n"] or 0
    money: dict[str, int] = {}
    for amount, currency in rows.exclude(money=None).values_list("money", "currency"):
        money[currency] = money.get(currency, 0) + (amount or 0)
    last = tellings_for(standing).exclude(told_on=None).order_by("-told_on").first()
    return MeansTotals(staff, money, last.told_on if last else None)
