"""The situation page: where civilians are at risk in the next seven days, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page

from tutela.base.later import np, pl
from tutela.monitoring.map import Hotspot
from tutela.risk.factors import CONFIDENCES, PRIORITIES
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import UrlPart
from tutela_web.capacity.units.queries import bases_for, standing_on
from tutela_web.incidents.happened.unlisted import count_unlisted
from tutela_web.look.translate import word
from tutela_web.places.columns import places_seen
from tutela_web.places.models import Place
from tutela_web.places.queries import first_view
from tutela_web.records.paging import PAGE_SIZE, page_context
from tutela_web.risk.figures import COMPONENT_OF, KeptFactor
from tutela_web.risk.imported_forecasts.queries import stated_beside
from tutela_web.risk.models import Assessment
from tutela_web.risk.queries import (
    RegisterFilters,
    RegisterLine,
    choices,
    hotspots,
    latest_assessment,
    never_assessed,
    with_weeks,
)
from tutela_web.site import coverage
from tutela_web.takeaway import points, tiles
from tutela_web.warning.board.alert_map import AlertMap, OpenAlerts, draw_alerts, open_on_page
from tutela_web.warning.models import AlertLevel

TOP, MOST = 15, 5000
"""Of the ranked hotspots so many at first, and so many by pages where all are asked for."""

HotspotRow = Mapping[str, Any]
"""A hotspot as a table shows it: what `row_of` gives."""
FILTERS = ("area", "actor", "harm", "priority", "confidence", "text")
PERIODS = {"30": 30, "90": 90, "365": 365}


@dataclass(frozen=True)
class EventsPeriod:
    """Which days of events are shown: from the address, else the last ninety."""

    since: date
    until: date

    @classmethod
    def from_request(cls, request: HttpRequest, today: date) -> EventsPeriod:
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


def filters_asked(request: HttpRequest) -> RegisterFilters:
    """The filters in the address."""
    return RegisterFilters.of({name: request.GET.get(name, "")[:200] for name in FILTERS})


@mission_page("risks", "events")
def situation(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Map and ranked table of the same hotspots, the time bar, coverage, and the not known."""
    today = clock.today(standing.mission)
    period, filters = EventsPeriod.from_request(request, today), filters_asked(request)
    every = request.GET.get("all") == "1"
    ranked, total, assessment = hotspots(standing, filters, top=MOST if every else TOP)
    paged = page_context(request, ranked)
    ranked = list(paged["page"])
    with_weeks(ranked, standing)
    seen = points.points_for(standing)
    inside = seen.keep_inside(period.since, period.until)
    bar = points.time_bar(seen, until=today)
    places = places_seen(standing)
    silent = never_assessed(standing, assessment, seen=places)
    bases = list(
        bases_for(standing)
        .filter(standing_on(today), retired=False, latitude__isnull=False)
        .values("pk", "name", "latitude", "longitude")
    )
    unknown = silent[:6]
    alerts = open_on_page(standing, Q(area__code=filters.area) if filters.area else None)
    shown = [row_of(standing, line) for line in ranked]
    drawn = draw_alerts(
        standing, alerts.pins if alerts else (), hotspots=hotspot_marks(shown), clip="situation"
    )
    offered = _filter_choices(standing, assessment)
    context = {
        "assessment": assessment,
        "may_brief": standing.may("draft_products"),
        "hotspots": shown,
        "drawn": drawn,
        "total": total,
        "every": every,
        **paged,
        "unknown": unknown,
        "unknown_total": len(silent),
        "unlisted": count_unlisted(standing, since=period.since, until=period.until),
        "coverage": _coverage(places, seen, today),
        "filters": filters,
        "choices": offered,
        "shown": {
            name: next((c[1] for c in found if c[0] == getattr(filters, name)), "")
            for name, found in offered.items()
        },
        "off": {name: _address_without(filters, period, name) for name in offered},
        "set": filters.set(),
        "period": period,
        "periods": [
            (
                f"?{urlencode(filters.set() | {'days': days})}",
                label,
                (period.until - period.since).days == number and period.until == today,
            )
            for days, number, label in (
                ("30", 30, _("30 d")),
                ("90", 90, _("90 d")),
                ("365", 365, _("12 m")),
            )
        ],
        "weeks": [(w.monday, w.against, w.fighting) for w in bar.weeks],
        "spread": bar.spread,
        "events_shown": int(inside.drawn.sum()),
        "events_listed": int((~inside.drawn).sum()),
        "events_total": len(inside),
        "events_apart": seen.reaching_into(period.since, period.until).say_dated(),
        "map": _map(standing, ranked, unknown, bases, period)
        | {"alerts": _alerts_on_map(standing, alerts, drawn)},
        "alerts": alerts,
        "stated": stated_beside(standing, [line.place for line in ranked]),
        "today": today,
    }
    return render(request, "site/situation.html", context)


def row_of(standing: Standing, line: RegisterLine) -> dict[str, Any]:
    """What the table shows of a hotspot."""
    value = line.value
    return {
        "line": line,
        "value": value,
        "url": address("site:place", standing, line.place.pk),
        "score": line.figure or _("not estimated"),
        "low": line.figure_low,
        "high": line.figure_high,
        "why": _why_of(line),
    }


def _why_of(line: RegisterLine) -> Any:
    """Of an agreed line the strongest of the factors as agreed; where none says why, its reason."""
    if line.agreed and line.risk is not None:
        return first_reason(list(line.risk.factors.values())) or line.risk.reason
    return first_reason(line.value.evidence)


def hotspot_marks(rows: Sequence[HotspotRow]) -> list[Hotspot]:
    """The hotspots of a table as its map draws them: those that have a point, each place once."""
    marks: dict[UUID, Hotspot] = {}
    for row in rows:
        place, level = row["line"].place, row["line"].level
        if place.latitude is not None and place.longitude is not None and level:
            words = f"{place.name[:22]} {row['score']}"
            marks.setdefault(place.pk, Hotspot(place.latitude, place.longitude, level, words))
    return list(marks.values())


def first_reason(evidence: Sequence[KeptFactor]) -> Any:
    """The sentence of the strongest filled factor, intent first: why this place, in one line."""
    filled = [fact for fact in evidence if fact.get("value") is not None and fact.get("why")]
    return max(filled, key=_telling)["why"] if filled else ""


def _telling(fact: KeptFactor) -> tuple[bool, float]:
    return COMPONENT_OF[fact["factor"]] == "I", fact["value"] or 0.0


def _address_without(filters: RegisterFilters, period: EventsPeriod, name: str) -> str:
    kept = {key: value for key, value in filters.set().items() if key != name}
    return f"?{urlencode(kept | period.query)}"


def address(name: str, standing: Standing, *args: UrlPart) -> str:
    """The address of a page of this mission."""
    return reverse(name, args=[standing.mission.code, *args])


def _coverage(places: pl.DataFrame, seen: points.Points, today: date) -> dict[str, Any]:
    """Of the places the person may see, how many anything was heard from in ninety days."""
    lon, lat = (places[name].fill_null(np.nan).to_numpy() for name in ("longitude", "latitude"))
    known = coverage.places_heard(lon, lat, seen, today)
    number = places.height
    return {
        "places": number,
        "heard": int(known.sum()),
        "share": f"{round(100 * known.sum() / number)}%" if number >= 20 else "",
        "days": coverage.DAYS,
        "km": round(coverage.WITHIN_KM),
    }


def _filter_choices(
    standing: Standing, assessment: Assessment | None
) -> dict[str, list[tuple[str, str, Any]]]:
    """What each filter offers: only what is there to be found by this person, counted."""
    offered = choices(standing, assessment)
    return {
        "area": list(offered.areas),
        "priority": [(name, word(name), None) for name in reversed(PRIORITIES)],
        "actor": [(actor, word(label), n) for actor, label, n in offered.actors],
        "harm": [(harm, word(label), n) for harm, label, n in offered.harms],
        "confidence": [(name, word(name), None) for name in reversed(CONFIDENCES)],
    }


def _map(
    standing: Standing,
    ranked: list[RegisterLine],
    unknown: list[Place],
    bases: Sequence[Mapping[str, Any]],
    period: EventsPeriod,
) -> dict[str, Any]:
    """What the map draws, as it stands in the page: the same hotspots as the table."""
    query = urlencode(period.query)
    return {
        **first_view(standing.mission),
        "hotspots": [
            {
                "id": str(line.place.pk),
                "name": line.place.name,
                "level": line.level,
                "score": line.figure,
                "low": line.figure_low,
                "high": line.figure_high,
                "lon": line.place.longitude,
                "lat": line.place.latitude,
                "actor": word(line.actor),
                "url": address("site:place", standing, line.place.pk),
            }
            for line in ranked
            if line.place.longitude is not None
        ],
        "unknown": [
            {
                "name": p.name,
                "lon": p.longitude,
                "lat": p.latitude,
                "url": address("site:place", standing, p.pk),
            }
            for p in unknown
            if p.longitude is not None
        ],
        "bases": [{"name": b["name"], "lon": b["longitude"], "lat": b["latitude"]} for b in bases],
        "tiles": f"/m/{standing.mission.code}/tiles/{{z}}/{{x}}/{{y}}.mvt?{query}",
        "silent": f"/m/{standing.mission.code}/layers/silent.json?{query}",
    }


def _alerts_on_map(
    standing: Standing, alerts: OpenAlerts | None, drawn: AlertMap
) -> list[dict[str, Any]]:
    """The open alerts that have a point as the drawing has them, the most pressing first, then the
    groups; those of the table by the same name as its rows."""
    if alerts is None:
        return []
    board = address("warning:board", standing)
    urls = {one.number: address("warning:alert", standing, one.pk) for one in alerts.listed}
    words = {level.value: str(level.label) for level in AlertLevel}
    alone = [
        {
            "id": f"alert-{pin.number}",
            "name": f"{pin.name} AL-{pin.number:04}".strip(),
            "alert": pin.level,
            "word": words[pin.level],
            "lon": round(pin.at[1], 4),
            "lat": round(pin.at[0], 4),
            "url": urls.get(pin.number, board),
            **({"note": _("known to within 25 km")} if pin.near else {}),
        }
        for pin in drawn.alone
    ]
    groups = [
        {
            "id": f"group-{n}",
            "name": ngettext("%(n)s alert", "%(n)s alerts", len(one.pins)) % {"n": len(one.pins)},
            "alert": one.level,
            "word": _("the nearest harm: %(level)s") % {"level": words[one.level]},
            "count": len(one.pins),
            "lon": round(one.at[1], 4),
            "lat": round(one.at[0], 4),
            "url": board,
        }
        for n, one in enumerate(drawn.groups)
    ]
    return alone + groups


@gzip_page  # no secret and nothing from the address: docs/adr/0069
@mission_page("events")
def tile(request: HttpRequest, standing: Standing, z: int, x: int, y: int) -> HttpResponse:
    """One tile of events for this person and these days; the browser may not keep it."""
    if z > 16 or x >= 2**z or y >= 2**z:
        raise Http404
    today = clock.today(standing.mission)
    period = EventsPeriod.from_request(request, today)
    seen = points.points_for(standing).keep_inside(period.since, period.until)
    made = tiles.tile(seen, z, x, y, on_day=points.days(period.until))
    return HttpResponse(made, content_type="application/vnd.mapbox-vector-tile")


@gzip_page
@mission_page("events")
def silent(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Land nothing was heard from, for the hatch of the map."""
    today = clock.today(standing.mission)
    until = EventsPeriod.from_request(request, today).until
    recent = coverage.recent(points.points_for(standing), until)
    return JsonResponse(coverage.silent_land(standing.mission.iso3, recent))


@mission_page("places")
def unknown_places(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every place about which nothing is known: never assessed, which is not safe."""
    places = never_assessed(standing, latest_assessment(standing))
    page = Paginator(places, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "site/not_known.html", {"page": page})
