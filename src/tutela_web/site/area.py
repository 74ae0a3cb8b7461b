"""The page of a head of field office: the own area only, what is owed, what cannot be protected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tutela.risk.factors import PRIORITIES
from tutela_web.access.doors import mission_page
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.access.queries import areas_on
from tutela_web.base import clock
from tutela_web.capacity.queries import COVER_KM, Cover, covers
from tutela_web.incidents.incident_columns import Filter, filtered
from tutela_web.incidents.models import Verification
from tutela_web.places.columns import places_seen
from tutela_web.risk.models import Risk, Week
from tutela_web.risk.queries import (
    Filters,
    Line,
    hotspots,
    never_assessed,
    risks_for,
    weeks_of,
)
from tutela_web.risk.week_verbs import answered
from tutela_web.risk.week_views import hotspots_for
from tutela_web.site.situation import row_of

TOP = 200
VERIFY_WITHIN = timedelta(hours=24)
"""When verification should have begun (domain reference, W1 step 7)."""

ANSWERS_ON = 1
"""Days after Monday by which field bodies have answered (W3)."""


@dataclass(frozen=True)
class Owed:
    """Something the area owes: what, how many, where it is done, by when, and whether that is past.

    `due` is None where no day is set.
    """

    what: str
    number: int
    url: str
    due: date | None = None
    late: bool = False


@dataclass(frozen=True)
class Uncovered:
    """A hotspot for which no able unit is known near, and why."""

    line: Line
    cover: Cover
    why: str
    known: bool


@mission_page("risks")
def area(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Hotspots of the area, what is owed and what cannot be protected, as far as is known."""
    own = areas_of(standing)
    asked = request.GET.get("area", "")
    chosen = next((a for a in own if a.code == asked), own[0] if len(own) == 1 else None)
    filters = Filters(area=chosen.code if chosen else "")
    lines, total, assessment = hotspots(standing, filters, top=TOP)
    places = places_seen(standing)
    if chosen is not None:
        places = places.filter(pl.col("area") == chosen.pk.hex)
    silent = never_assessed(standing, assessment, seen=places)
    serious = [line for line in lines if line.value.priority >= PRIORITIES.index("high")]
    looked = protection(standing, serious)
    context = {
        "area": chosen,
        "own": own,
        "wide": standing.reads_everywhere("risks"),
        "assessment": assessment,
        "hotspots": [row_of(standing, line) for line in lines[:12]],
        "total": total,
        "serious": len(serious),
        "owed": list(owed(standing, chosen)),
        "looked": looked is not None,
        "uncovered": looked or [],
        "covered": len(serious) - len(looked or []),
        "cut": len(serious) == TOP and total > TOP,
        "cover_km": round(COVER_KM),
        "unknown": silent[:6],
        "unknown_total": len(silent),
        "situation_url": _page("site:situation", standing, area=filters.area),
    }
    return render(request, "site/area.html", context)


def areas_of(standing: Standing) -> list[DutyArea]:
    """The field offices' areas whose risks the person reads, by name."""
    reading = standing.readings["risks"]
    areas = areas_on(standing.mission, standing.on).defer("boundary").order_by("name")
    if reading.areas is EVERYWHERE:
        return list(areas.filter(kind=DutyArea.Kind.FIELD_OFFICE))
    return list(areas.filter(pk__in=reading.areas))


def protection(standing: Standing, serious: list[Line]) -> list[Uncovered] | None:
    """Of hotspots of high and critical priority: those without an able unit near. None for who
    reads no bases: whether there is one is then not known."""
    if not standing.reads("bases"):
        return None
    found = covers(standing, [(line.place.latitude, line.place.longitude) for line in serious])
    return [
        Uncovered(line, cover, _why(line, cover), cover.able is not None and cover.near is not None)
        for line, cover in zip(serious, found, strict=True)
        if not cover.able
    ]


def _why(line: Line, cover: Cover) -> str:
    if line.place.latitude is None:
        return _("Its position is not known.")
    if cover.near is None:
        return _("No base with a known position.")
    if cover.near.km > COVER_KM:
        return _("No base within %(n)s km.") % {"n": round(COVER_KM)}
    if cover.able is False:
        return _("No unit near is able.")
    if cover.units:
        return _("Whether a unit near is able is not known.")
    return _("A base is near; no unit is known there.")


def owed(standing: Standing, area: DutyArea | None) -> Iterator[Owed]:
    """What the area owes today, the late first named; nothing owed is not said as zero."""
    found = [*_week(standing, area), *_register(standing, area), *_incidents(standing, area)]
    yield from sorted((o for o in found if o.number), key=lambda o: not o.late)


def _week(standing: Standing, area: DutyArea | None) -> Iterator[Owed]:
    week = weeks_of(standing).filter(state=Week.State.OPEN).first()
    if week is None:
        return
    asked = hotspots_for(standing).filter(week=week)
    asked = asked.filter(risk__place__area=area) if area else asked
    due = week.monday + timedelta(days=ANSWERS_ON)
    blank = sum(not answered(hotspot) for hotspot in asked)
    url = reverse("risk:week", args=[standing.mission.code, week.pk])
    yield Owed(_("Hotspots of this week's matrix without an answer"), blank, url, due,
               standing.on > due)  # fmt: skip


def _register(standing: Standing, area: DutyArea | None) -> Iterator[Owed]:
    lines = risks_for(standing).exclude(status=Risk.Status.CLOSED).filter(risk__isnull=False)
    lines = lines.filter(place__area=area) if area else lines
    code = area.code if area else ""
    past = lines.filter(review_on__lt=standing.on).order_by("review_on")
    days = list(past.values_list("review_on", flat=True))
    yield Owed(_("Agreed risks whose review is overdue"), len(days),
               _page("risk:register", standing, area=code, status="overdue"),
               days[0] if days else None, bool(days))  # fmt: skip
    serious = lines.filter(priority__gte=PRIORITIES.index("high"), owner="")
    yield Owed(_("Agreed risks of high or critical priority without an owner"), serious.count(),
               _page("risk:register", standing, area=code, status="adopted"))  # fmt: skip


def _incidents(standing: Standing, area: DutyArea | None) -> Iterator[Owed]:
    if not standing.reads("incidents"):
        return
    code = area.code if area else ""
    waiting = filtered(standing, Filter(area=code, verification=Verification.REPORTED.value))
    begun = (clock.now(standing.mission) - VERIFY_WITHIN).astimezone(UTC).replace(tzinfo=None)
    late = waiting.filter(waiting["entered_at"] < begun).height
    yield Owed(_("Incidents reported over a day ago whose verification has not begun"), late,
               _page("incidents:list", standing, area=code, verification="reported"),
               late=bool(late))  # fmt: skip
    nowhere = filtered(standing, Filter(area=code, place="unknown")).height
    yield Owed(_("Incidents at no place of our list"), nowhere,
               _page("incidents:list", standing, area=code, place="unknown"))  # fmt: skip


def _page(name: str, standing: Standing, **asked: Any) -> str:
    query = urlencode({key: value for key, value in asked.items() if value})
    return reverse(name, args=[standing.mission.code]) + (f"?{query}" if query else "")
