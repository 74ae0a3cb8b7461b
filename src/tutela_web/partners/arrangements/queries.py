"""How arrangements, who is bound by them, and calls on their lines are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tutela.coordination.arrangements import AGREEMENTS, areas_without
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.queries import GROUNDS
from tutela_web.links.queries import with_seen
from tutela_web.partners.arrangements.models import Arrangement, Call, Party
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.queries import offices
from tutela_web.warning.board.queries import alerts_kept
from tutela_web.warning.models import Alert

FILTERS = ("kind", "area")


def arrangements_for(standing: Standing) -> QuerySet[Arrangement]:
    """The arrangements this person may see, as fora are read; each says whether its place may be
    seen too."""
    return with_seen(standing, Arrangement.objects.filter(standing.sees_open("fora")), "place")


def standing_arrangements(standing: Standing) -> QuerySet[Arrangement]:
    """The arrangements that did not end."""
    alive = arrangements_for(standing).filter(Q(ended_on=None) | Q(ended_on__gt=standing.on))
    return (
        alive.select_related("area", "place").defer("area__boundary").order_by("kind", "name", "pk")
    )


@dataclass(frozen=True)
class PartyRow:
    """A party as a page shows it: who, whether it agreed, the last test, the last call."""

    party: Party
    who: str
    agreement: Party.Agreement
    tested: Call | None


@dataclass(frozen=True)
class ArrangementRow:
    """An arrangement as the list shows it, with how many of its parties did not agree yet."""

    arrangement: Arrangement
    parties: int
    missing: int


def parties_of(standing: Standing, arrangement: Arrangement) -> list[PartyRow]:
    """Who is bound, the missing first; a partner this person may not see is not named. Three
    queries."""
    tests = Prefetch(
        "calls", calls_for(standing).filter(why=Call.Occasion.TEST).order_by("-at"), to_attr="tests"
    )
    parties = arrangement.parties.filter(until=None).select_related("post", "partner")
    seen = partners_named(standing, arrangement)
    rows = [
        PartyRow(
            party,
            said_of(party, seen),
            party.agreement(standing.on),
            party.tests[0] if party.tests else None,
        )
        for party in parties.prefetch_related(tests)
    ]
    return sorted(rows, key=lambda row: AGREEMENTS.index(row.agreement))


def partners_named(standing: Standing, *arrangements: Arrangement) -> set[UUID]:
    """The partners bound by arrangements this person may read whom they may know by name: those
    they see, and those of the whole mission, who are called from every area. One query."""
    everywhere = holds_everywhere(standing, "fora")
    rows = Partner.objects.filter(standing.sees_open("fora") | everywhere)
    return set(rows.filter(parties__arrangement__in=arrangements).values_list("pk", flat=True))


def said_of(party: Party, seen: set[UUID]) -> str:
    """By what name a party stands; nothing for a partner not seen."""
    if party.partner is not None:
        return party.partner.name if party.partner_id in seen else ""
    return party.post.title if party.post else ""


def calls_for(standing: Standing) -> QuerySet[Call]:
    """The calls this person may see, of arrangements they may see."""
    return Call.objects.filter(
        standing.sees_open("fora"), party__arrangement__in=arrangements_for(standing)
    )


def calls_of(standing: Standing, arrangement: Arrangement) -> list[tuple[Call, str, Alert | None]]:
    """The calls on an arrangement's lines, the last first: each with whom, and the alert it was
    about as this person reads it, if they do. Three queries."""
    rows = (
        calls_for(standing)
        .filter(party__arrangement=arrangement)
        .select_related("party__post", "party__partner", "alert")
        .order_by("-at")[:100]
    )
    seen = partners_named(standing, arrangement)
    about = {row.alert_id: row.at for row in rows if row.alert_id}  # the first call of each stays
    alerts = alerts_kept(standing, about)
    return [(row, said_of(row.party, seen), alerts.get(row.alert_id)) for row in rows]  # type: ignore[arg-type]  # of none there is none


def arrangement_list(standing: Standing, asked: Mapping[str, str]) -> list[ArrangementRow]:
    """The arrangements a filter finds. Two queries."""
    arrangements = standing_arrangements(standing)
    if asked.get("kind"):
        arrangements = arrangements.filter(kind=asked["kind"])
    if asked.get("area"):
        arrangements = arrangements.filter(area__code=asked["area"])
    bound = Prefetch("parties", Party.objects.filter(until=None))
    return [
        _list_row(standing, arrangement) for arrangement in arrangements.prefetch_related(bound)
    ]


def _list_row(standing: Standing, arrangement: Arrangement) -> ArrangementRow:
    agreed = [party.agreement(standing.on) for party in arrangement.parties.all()]
    return ArrangementRow(arrangement, len(agreed), agreed.count(Party.Agreement.MISSING))


@dataclass(frozen=True)
class MissingKind:
    """A kind every area needs, and the areas without one."""

    kind: Arrangement.Kind
    areas: list[str]


def lacks(standing: Standing) -> list[MissingKind]:
    """For each kind every area needs, the areas of this person's reading without one. Two
    queries."""
    names = [office.name for office in offices(standing)]
    found = standing_arrangements(standing).values_list("kind", "area__name")
    there = list(found.filter(kind__in=Arrangement.MAPPED))
    return [
        MissingKind(kind, areas_without(names, [area for of, area in there if of == kind]))
        for kind in Arrangement.MAPPED
    ]


def holds_everywhere(standing: Standing, kind: str = "alerts") -> Q:
    """What holds for the whole mission binds also those who decide in one area of it.

    Takes   kind, of records whose clearance counts.
    """
    reading = standing.readings.get(kind)
    clearance = reading.clearance if reading else -1
    return Q(mission=standing.mission, compartment="", area=None, classification__lte=clearance)


def apart_from(standing: Standing, alert: Alert) -> list[Arrangement]:
    """The areas of separation an alert lies in: of its place, of its area, of the whole mission.

    Who reads alerts so far is told that there is one, fora or not: who decides must know. One
    query.
    """
    here = Q(place=None, area=None) | Q(place=None, area=alert.area_id)
    if alert.area_id is None:
        here = Q(place=None)
    if alert.place_id:
        here |= Q(place=alert.place_id)
    told = standing.sees_open("alerts") | standing.sees_open("fora") | holds_everywhere(standing)
    alive = Q(ended_on=None) | Q(ended_on__gt=standing.on)
    kind = Arrangement.Kind.SEPARATION
    return list(Arrangement.objects.filter(told & alive & here, kind=kind).order_by("name"))


@dataclass(frozen=True)
class LineToCall:
    """A line that may be called about an alert: whose it is, and of which arrangement."""

    party: Party
    who: str
    arrangement: Arrangement


@dataclass(frozen=True)
class CallRow:
    """A call as a page shows it: whom, as this person may know them."""

    call: Call
    who: str


def calls_about(standing: Standing, alerts: Collection[UUID]) -> list[CallRow]:
    """The calls made about alerts this person reads, the last first: on the lines they may read,
    and on those of the whole mission. Three queries."""
    everywhere = holds_everywhere(standing) & Q(party__arrangement__area=None)
    rows = list(
        Call.objects.filter(Q(pk__in=calls_for(standing).values("pk")) | everywhere)
        .filter(alert__in=alerts)
        .select_related("party__post", "party__partner", "party__arrangement", "author")
        .order_by("-at")[:200]
    )
    seen = partners_named(standing, *{row.party.arrangement for row in rows})
    return [CallRow(row, said_of(row.party, seen)) for row in rows]


def lines_to_call(standing: Standing, alert: Alert) -> list[LineToCall]:
    """The lines that may be called about an alert, each by who answers it. Three queries."""
    arrangements = lines_for(standing, alert)
    parties = Party.objects.filter(arrangement__in=arrangements, until=None)
    seen = partners_named(standing, *arrangements)
    by_pk = {arrangement.pk: arrangement for arrangement in arrangements}
    lines = [
        LineToCall(party, said_of(party, seen), by_pk[party.arrangement_id])
        for party in parties.select_related("post", "partner")
    ]
    return [line for line in lines if line.who]


def lines_for(standing: Standing, alert: Alert) -> list[Arrangement]:
    """The contact sheets and crisis procedures for an alert: of its place, of its area and of the
    whole mission. Those of another place are not; where its place is not known, none is left out.
    One query."""
    here = Q(area=None) | Q(area=alert.area_id)
    if alert.place_id:
        here &= Q(place=None) | Q(place=alert.place_id)
    kinds = (Arrangement.Kind.CONTACTS, Arrangement.Kind.CRISIS)
    return list(standing_arrangements(standing).filter(here, kind__in=kinds))


def connect() -> None:
    """Tell the room of fora, which lies below, what a forum may result from."""
    GROUNDS["arrangements"] = lambda standing: standing_arrangements(standing).filter(
        kind=Arrangement.Kind.INTEGRATION
    )
