"""Search over every kind of record: only what may be seen, nothing of it is logged.

Words are compared by their stems in English, French and Arabic; places also by how they sound, so
that a name heard over a radio is found. Alerts and incidents are found by number and reference,
other records by their code or symbol. The newest come first. Compartments and other missions are
never searched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.base.references import read_reference
from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.base.search import ids_matching, kinds_matching
from tutela_web.base.values import Words
from tutela_web.incidents.queries import NEWEST, standing_alone
from tutela_web.places.queries import PlaceMatch, lookup, places_for
from tutela_web.site.frame import SEARCHED_BY
from tutela_web.site.searched import searched_kinds
from tutela_web.warning.queries import alerts_for, match_number_or_reference

MOST = 20
LONGEST = 200
ALIKE = 78.0
"""From which likeness on a place's name is offered for another: "Malkal" for Malakal."""


@dataclass(frozen=True)
class OtherHit:
    """A record of another kind that was found: where it is read, what it says, since when."""

    record: Any
    url: str
    line: str


@dataclass(frozen=True)
class OtherHits:
    """What was found of one other kind: the first rows, and how many there are to see."""

    title: Words
    name: str
    rows: list[OtherHit]
    total: int


@dataclass(frozen=True)
class Hits:
    """What one question found, of each kind: the first rows, and how many there are to see."""

    asked: str
    alerts: list[Any] = field(default_factory=list)
    alerts_total: int = 0
    places: list[Any] = field(default_factory=list)
    places_total: int = 0
    alike: list[PlaceMatch] = field(default_factory=list)
    incidents: list[Any] = field(default_factory=list)
    incidents_total: int = 0
    actors: list[Any] = field(default_factory=list)
    actors_total: int = 0
    others: list[OtherHits] = field(default_factory=list)

    def __bool__(self) -> bool:
        found = (self.alerts, self.places, self.alike, self.incidents, self.actors, self.others)
        return any(found)


def search(standing: Standing, text: str) -> Hits:
    """Everything a person may see that mentions all the words of a text.

    Gives   at most MOST rows of each kind, and true totals of what this person may see; places
            whose names are only alike stand apart.
    """
    asked = text.strip()[:LONGEST]
    if not asked:
        return Hits("")
    mission = standing.mission.pk

    def named(kind: str) -> Q:
        return Q(pk__in=ids_matching(mission, kind, asked))

    number = Q(number=int(asked)) if asked.isdecimal() and len(asked) < 10 else Q(pk__in=[])
    if reference := read_reference(asked):
        number = Q(reference=reference)
    places, places_total = _first(
        places_for(standing).filter(named("place"), retired=False).order_by("name", "pk")
    )
    incidents, incidents_total = _first(
        standing_alone(standing)
        .filter(named("incident") | number)
        .select_related("place")
        .order_by(*NEWEST)
    )
    alerts, alerts_total = _first(
        alerts_for(standing)
        .filter(named("alert") | match_number_or_reference(asked))
        .order_by("-now__open", "-known_at", "-number")
    )
    actors, actors_total = _first(
        Actor.objects.filter(standing.sees_open("actors"), named("actor"), retired=False).order_by(
            "name", "pk"
        )
    )
    had = {place.pk for place in places}
    alike = (
        [
            one
            for one in lookup(standing, asked, limit=8)
            if one.score >= ALIKE and one.place.pk not in had
        ]
        if standing.reads("places")
        else []
    )
    return Hits(
        asked,
        alerts,
        alerts_total,
        places,
        places_total,
        alike,
        incidents,
        incidents_total,
        actors,
        actors_total,
        list(_hits_of_other_kinds(standing, asked)),
    )


def _hits_of_other_kinds(standing: Standing, asked: str) -> Iterator[OtherHits]:
    """What was found of the other kinds; asked only of those that mention the words at all."""
    mission = standing.mission.pk
    for kind in searched_kinds(kinds_matching(mission, asked)):
        named = kind.rows(standing).filter(pk__in=ids_matching(mission, kind.name, asked))
        rows, total = _first(named.order_by("-entered_at", "pk"))
        if rows:
            hits = [OtherHit(row, kind.address(standing, row), kind.line(row)) for row in rows]
            yield OtherHits(kind.title, kind.name, hits, total)


def _first(rows: QuerySet[Model]) -> tuple[list[Any], int]:
    """The first rows, and how many there are; counted only where there are more than shown."""
    some = list(rows[: MOST + 1])
    return some[:MOST], len(some) if len(some) <= MOST else rows.count()


@mission_page(*SEARCHED_BY)
def page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The page of search: /m/<code>/search/?q="""
    return render(request, "site/search.html", {"hits": search(standing, request.GET.get("q", ""))})
