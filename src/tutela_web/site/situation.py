"""The situation page: where civilians are at risk in the next seven days, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.said import word
from tutela_web.capacity.models import Base
from tutela_web.places.models import Place
from tutela_web.site import heard, points, tiles
from tutela_web.site.hotspots import (
    CONFIDENCES,
    PRIORITIES,
    Filters,
    Hotspot,
    hotspots,
    latest_assessment,
    not_assessed,
    suggested_for,
)

TOP = 15
PERIODS = {"30": 30, "90": 90, "365": 365}


@dataclass(frozen=True)
class Period:
    """Which days of events are shown: from the address, else the last ninety."""

    since: date
    until: date

    @classmethod
    def asked(cls, request: HttpRequest, today: date) -> Period:
        """`days` or `since` and `until`; a date nobody can read is as if it were not written."""
        until = min(_day(request.GET.get("until")) or today, today)
        length = PERIODS.get(request.GET.get("days", ""), 90)
        since = _day(request.GET.get("since")) or until - timedelta(days=length)
        return cls(min(since, until), until)

    @property
    def query(self) -> dict[str, str]:
        """As the address writes it."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def filters_asked(request: HttpRequest) -> Filters:
    """The filters in the address."""
    names = ("area", "actor", "harm", "priority", "confidence", "text")
    return Filters(**{name: request.GET.get(name, "")[:200] for name in names})


@mission_page("risks", "events")
def situation(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Map and ranked table of the same hotspots, the time bar, coverage, and the not known."""
    today = clock.today(standing.mission)
    period, filters = Period.asked(request, today), filters_asked(request)
    every = request.GET.get("all") == "1"
    assessment = latest_assessment(standing)
    ranked, total = hotspots(standing, assessment, filters, top=500 if every else TOP)
    seen = points.points_for(standing)
    inside = seen.between(period.since, period.until)
    silent = not_assessed(standing, assessment)
    silent_total = silent.count()
    bases = list(
        Base.objects.filter(standing.sees("bases"), _stands(today), retired=False,
                            latitude__isnull=False)
        .values("pk", "name", "latitude", "longitude")
    )  # fmt: skip
    unknown = list(silent.select_related("area")[:6])
    choices = _choices(standing, assessment)
    context = {
        "assessment": assessment,
        "hotspots": [_row(standing, hotspot) for hotspot in ranked],
        "total": total,
        "every": every,
        "unknown": unknown,
        "unknown_total": silent_total,
        "coverage": _coverage(standing, seen, today),
        "filters": filters,
        "choices": choices,
        "shown": {name: dict(offered).get(getattr(filters, name), "")
                  for name, offered in choices.items()},
        "off": {name: _without(filters, period, name) for name in choices},
        "set": filters.set(),
        "period": period,
        "periods": [
            (f"?{urlencode(filters.set() | {'days': days})}", label,
             (period.until - period.since).days == number and period.until == today)
            for days, number, label in (("30", 30, _("30 d")), ("90", 90, _("90 d")),
                                        ("365", 365, _("12 m")))
        ],
        "weeks": [(w.monday, w.against, w.fighting)
                  for w in points.weeks(seen, until=today, number=52)],
        "events_shown": int(inside.drawn.sum()),
        "events_listed": int((~inside.drawn).sum()),
        "events_total": len(inside),
        "map": _map(standing, ranked, unknown, bases, period),
        "today": today,
    }  # fmt: skip
    return render(request, "site/situation.html", context)


def _stands(on: date) -> Q:
    return (Q(opened__isnull=True) | Q(opened__lte=on)) & (
        Q(closed__isnull=True) | Q(closed__gt=on)
    )


def _row(standing: Standing, hotspot: Hotspot) -> dict[str, Any]:
    return {
        "hotspot": hotspot,
        "url": address("site:place", standing, hotspot.place.pk),
        "score": round(hotspot.score),
        "low": round(hotspot.low),
        "high": round(hotspot.high),
    }


def _without(filters: Filters, period: Period, name: str) -> str:
    kept = {key: value for key, value in filters.set().items() if key != name}
    return f"?{urlencode(kept | period.query)}"


def address(name: str, standing: Standing, *args: Any) -> str:
    """The address of a page of this mission."""
    try:
        return reverse(name, args=[standing.mission.code, *args])
    except NoReverseMatch:
        return ""


def _coverage(standing: Standing, seen: points.Points, today: date) -> dict[str, Any]:
    """Of the places the person may see, how many anything was heard from in ninety days."""
    where = np.array(
        list(
            Place.objects.filter(standing.sees("places"), retired=False).values_list(
                "longitude", "latitude"
            )
        ),
        dtype=np.float64,
    ).reshape(-1, 2)
    known = heard.heard(where[:, 0], where[:, 1], heard.recent(seen, today))
    number = len(where)
    return {
        "places": number,
        "heard": int(known.sum()),
        "share": f"{round(100 * known.sum() / number)}%" if number >= 20 else "",
        "days": heard.DAYS,
        "km": round(heard.WITHIN_KM),
    }


def _choices(standing: Standing, assessment: Any) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers: only what is there to be found by this person."""
    seen = suggested_for(standing, assessment) if assessment else None
    pairs = seen.values_list("actor", "harm").distinct() if seen is not None else []
    pairs = list(pairs)
    areas = standing.mission.duty_areas.filter(kind="field_office").order_by("name")
    reading = standing.readings.get("risks")
    if reading is not None and reading.areas is not None:
        areas = areas.filter(pk__in=reading.areas)
    return {
        "area": [(area.code, area.name) for area in areas],
        "actor": [(actor, actor) for actor in sorted({actor for actor, _harm in pairs})],
        "harm": sorted(((harm, word(harm)) for harm in {harm for _actor, harm in pairs}),
                       key=lambda pair: pair[1]),
        "priority": [(name, word(name)) for name in reversed(PRIORITIES)],
        "confidence": [(name, word(name)) for name in reversed(CONFIDENCES)],
    }  # fmt: skip


def _map(standing: Standing, ranked: list[Hotspot], unknown: list[Place],
         bases: list[dict[str, Any]], period: Period) -> dict[str, Any]:  # fmt: skip
    """What the map draws, as it stands in the page: the same hotspots as the table."""
    land = heard.country(standing.mission.iso3)
    query = urlencode(period.query)
    return {
        "iso3": [standing.mission.iso3],
        "bounds": [round(edge, 3) for edge in land.bounds] if land is not None else None,
        "hotspots": [
            {
                "id": str(h.place.pk), "name": h.place.name, "level": h.level,
                "score": round(h.score), "low": round(h.low), "high": round(h.high),
                "lon": h.place.longitude, "lat": h.place.latitude, "priority": h.priority,
                "actor": h.actor, "url": address("site:place", standing, h.place.pk),
            }
            for h in ranked if h.place.longitude is not None
        ],
        "unknown": [
            {"name": p.name, "lon": p.longitude, "lat": p.latitude,
             "url": address("site:place", standing, p.pk)}
            for p in unknown if p.longitude is not None
        ],
        "bases": [{"name": b["name"], "lon": b["longitude"], "lat": b["latitude"]} for b in bases],
        "tiles": f"/m/{standing.mission.code}/tiles/{{z}}/{{x}}/{{y}}.mvt?{query}",
        "silent": f"/m/{standing.mission.code}/layers/silent.json?{query}",
    }  # fmt: skip


@mission_page("events")
def tile(request: HttpRequest, standing: Standing, z: int, x: int, y: int) -> HttpResponse:
    """One tile of events for this person and these days; the browser may not keep it."""
    if z > 16 or x >= 2**z or y >= 2**z:
        raise Http404
    today = clock.today(standing.mission)
    period = Period.asked(request, today)
    seen = points.points_for(standing).between(period.since, period.until)
    made = tiles.tile(seen, z, x, y, on_day=points.days(period.until))
    return HttpResponse(made, content_type="application/vnd.mapbox-vector-tile")


@mission_page("events")
def silent(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Land nothing was heard from, for the hatch of the map."""
    today = clock.today(standing.mission)
    until = Period.asked(request, today).until
    recent = heard.recent(points.points_for(standing), until)
    return JsonResponse(heard.silent_land(standing.mission.iso3, recent))


@mission_page("places")
def unknown(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every place about which nothing is known: never assessed, which is not safe."""
    places = not_assessed(standing, latest_assessment(standing)).select_related("area")
    page = Paginator(places, 100).get_page(request.GET.get("page"))
    return render(request, "site/not_known.html", {"page": page})
