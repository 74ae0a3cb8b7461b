"""Search over every kind of record: only what may be seen, nothing of it is logged.

Words are compared by their stems in English, French and Arabic; names of places, actors, units,
bases, areas, meetings and partners also by how they sound, so that a name heard over a radio is
found in any of the three spellings. Alerts and incidents are found by number and reference, and by
the name of the place they stand at, whatever was said of it; other records by their code or symbol.
Alerts that run come first, then the newest. Reports from the field are opened to be searched and
forgotten (`intake.queries.search_reports`); nothing of their words is indexed or shown.
Compartments and other missions are never searched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela.base.references import read_reference
from tutela.places.names import fold, likeness_heard
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.base.searching.search import (
    ids_matching,
    kinds_matching,
    lines_sounding_like,
    names_of,
)
from tutela_web.base.values import Words
from tutela_web.incidents.lists.queries import NEWEST, standing_alone
from tutela_web.intake.models import FieldReport
from tutela_web.intake.queries import search_reports
from tutela_web.places.queries import PlaceMatch, lookup, places_for
from tutela_web.risk.queries import areas_with_risks_for
from tutela_web.site.finding.other_words import pages_called
from tutela_web.site.finding.search_kinds import heard_kinds, line_of, searched_kinds
from tutela_web.site.frame import SEARCHED_BY
from tutela_web.warning.board.queries import alerts_for, match_number_or_reference
from tutela_web.warning.board.running import alerts_that_run
from tutela_web.warning.models import Alert

MOST = 20
LONGEST = 200
MOST_ALIKE = 8
"""Records of a kind offered because their names sound like what was asked."""
ALIKE = 78.0
"""From which likeness on a place's name is offered for another: "Malkal" for Malakal."""
MOST_PAGES = 5
"""Pages that stand above what the records say."""


@dataclass(frozen=True)
class OtherHit:
    """A record of another kind that was found: where it is read, what it says, since when.

    matched  the name that only sounds like what was asked; "" where the words are in it
    """

    record: Any
    url: str
    line: str
    matched: str = ""


@dataclass(frozen=True)
class HeardHit:
    """A record with a name that sounds like what was asked."""

    record: Any
    score: float
    matched: str


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
    actors_alike: list[HeardHit] = field(default_factory=list)
    others: list[OtherHits] = field(default_factory=list)

    def __bool__(self) -> bool:
        named = (self.alerts, self.places, self.incidents, self.actors, self.others)
        return any((*named, self.alike, self.actors_alike))


def search(standing: Standing, text: str) -> Hits:
    """Everything a person may see that mentions all the words of a text.

    Gives   at most MOST rows of each kind, and true totals of what this person may see; places
            whose names are only alike stand apart, and so do records that only sound like it.
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
    found_places = places_for(standing).filter(named("place"), retired=False)
    there = Q(place__in=found_places.values("pk")) | Q(place__town__in=found_places.values("pk"))
    places, places_total = _first(found_places.order_by("name", "pk"))
    incidents, incidents_total = _first(
        standing_alone(standing)
        .filter(named("incident") | number | there)
        .select_related("place")
        .order_by(*NEWEST)
    )
    alerts, alerts_total = _alerts_found(
        standing, named("alert") | match_number_or_reference(asked) | there
    )
    all_actors = Actor.objects.filter(standing.sees_open("actors"), retired=False)
    actors, actors_total = _first(all_actors.filter(named("actor")).order_by("name", "pk"))
    heard = _ids_heard(mission, asked)
    alike = _places_alike(standing, asked, {place.pk for place in places}, heard)
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
        _records_heard(all_actors, "actor", mission, asked, heard),
        list(_hits_of_other_kinds(standing, asked, heard)),
    )


def _alerts_found(standing: Standing, wanted: Q) -> tuple[list[Alert], int]:
    """The alerts that are wanted: those that run first, in their order, then the newest."""
    run = alerts_that_run(standing, wanted) if standing.reads("alerts") else []
    ended = alerts_for(standing).filter(wanted).exclude(pk__in=[one.pk for one in run])
    rows, total = _first(ended.order_by("-known_at", "-number"))
    return [*run, *rows][:MOST], len(run) + total


Heard = Mapping[str, set[UUID]]
"""By kind, the records with a name that has the sounds asked for, seen or not."""


def _ids_heard(mission: UUID, asked: str) -> Heard:
    """What sounds like a text, of every kind with names, in one query."""
    by_kind: dict[str, set[UUID]] = {}
    lines = lines_sounding_like(mission, asked, heard_kinds())
    for kind, pk in lines.values_list("kind", "subject_id"):
        by_kind.setdefault(kind, set()).add(pk)
    return by_kind


def _records_heard(
    rows: QuerySet[Model], kind: str, mission: UUID, asked: str, heard: Heard
) -> list[HeardHit]:
    """The rows a person may see that sound like a text and do not mention its words, likest first.

    The likeness is weighed of rows that may be seen alone: what is hidden pushes nothing out.
    """
    if not (ids := heard.get(kind)):
        return []
    hits = []
    for row in rows.filter(pk__in=ids).exclude(pk__in=ids_matching(mission, kind, asked)):
        score, matched = likeness_heard(asked, names_of(row))
        if score:
            hits.append(HeardHit(row, score, matched))
    hits.sort(key=lambda hit: (-hit.score, hit.matched, str(hit.record.pk)))
    return hits[:MOST_ALIKE]


def _places_alike(standing: Standing, asked: str, had: set[UUID], heard: Heard) -> list[PlaceMatch]:
    """Places with a name like a text in letters, then those like it by their sounds alone."""
    if not standing.reads("places"):
        return []
    matches = lookup(standing, asked, limit=MOST_ALIKE)
    return [m for m in matches if m.score >= ALIKE and m.place.pk not in had]


def _areas_found(standing: Standing, asked: str) -> Iterator[OtherHits]:
    """The areas whose page this person reads, by words of name or code, or by their sounds."""
    if not standing.reads("risks"):
        return
    words = fold(asked).split()
    scored = []
    for area in areas_with_risks_for(standing):
        mentioned = words and all(word in fold(f"{area.name} {area.code}") for word in words)
        score, matched = (101.0, "") if mentioned else likeness_heard(asked, [area.name])
        if score:
            scored.append((-score, area.name, area, matched))
    page = reverse("site:area", args=[standing.mission.code])
    hits = [
        OtherHit(area, f"{page}?area={area.code}", f"{area.name} · {area.code}", matched)
        for _score, _name, area, matched in sorted(scored, key=lambda one: one[:2])[:MOST]
    ]
    if hits:
        yield OtherHits(_("Areas"), "area", hits, len(scored))


def _reports_found(standing: Standing, asked: str) -> Iterator[OtherHits]:
    """The reports from the field that mention a text: their words stay sealed on this page."""
    reports = search_reports(standing, asked)
    hits = [
        OtherHit(
            report,
            reverse("intake:report", args=[standing.mission.code, report.pk]),
            " · ".join(filter(None, [str(report), *_what_and_where(report)])),
        )
        for report in reports[:MOST]
    ]
    if hits:
        yield OtherHits(_("Reports from the field"), "fieldreport", hits, len(reports))


def _what_and_where(report: FieldReport) -> tuple[str, str]:
    where = report.place.name if report.place else report.place_said
    return str(report.get_kind_display()), where


def _hits_of_other_kinds(standing: Standing, asked: str, heard: Heard) -> Iterator[OtherHits]:
    """What was found of the other kinds; asked only of those that mention the words or sound so."""
    mission = standing.mission.pk
    yield from _areas_found(standing, asked)
    yield from _reports_found(standing, asked)
    mentioning = kinds_matching(mission, asked)
    for kind in searched_kinds(mentioning | set(heard)):
        seen = kind.rows(standing)
        rows: list[Any] = []
        total = 0
        if kind.name in mentioning:
            named = seen.filter(pk__in=ids_matching(mission, kind.name, asked))
            rows, total = _first(named.order_by("-entered_at", "pk"))
        hits = [OtherHit(row, kind.address(standing, row), line_of(kind, row)) for row in rows]
        alike = _records_heard(seen, kind.name, mission, asked, heard)
        hits += [
            OtherHit(
                hit.record,
                kind.address(standing, hit.record),
                line_of(kind, hit.record),
                hit.matched,
            )
            for hit in alike
        ]
        if hits:
            yield OtherHits(kind.many, kind.name, hits, total + len(alike))


def _first(rows: QuerySet[Model]) -> tuple[list[Any], int]:
    """The first rows, and how many there are; counted only where there are more than shown."""
    some = list(rows[: MOST + 1])
    return some[:MOST], len(some) if len(some) <= MOST else rows.count()


@mission_page(*SEARCHED_BY)
def page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The page of search: /m/<code>/search/?q="""
    hits = search(standing, request.GET.get("q", ""))
    groups = pages_called(standing, hits.asked) if hits.asked else []
    pages = [page for group in groups for page in group["pages"]][:MOST_PAGES]
    return render(request, "site/search.html", {"hits": hits, "pages": pages})
