"""The page of a head of field office: the own area only, what is owed, what cannot be protected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from tutela.base.later import pl
from tutela.base.messages import Sentence
from tutela.risk.factors import PRIORITIES
from tutela_web.access.models import DutyArea
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.capacity.reach.queries import IN_TIME, First, reach_for
from tutela_web.deployment.options.queries import without_strategy
from tutela_web.incidents.happened.queries import count_folded, happened_in, newest_of
from tutela_web.incidents.lists.columns import IncidentFilter, filter_incidents
from tutela_web.incidents.models import Verification
from tutela_web.intake.models import FieldReport
from tutela_web.intake.queries import unsettled_for
from tutela_web.mandate.limits.queries import limits_shown
from tutela_web.places.columns import places_seen
from tutela_web.records.paging import page_context
from tutela_web.risk.imported_forecasts.queries import stated_beside
from tutela_web.risk.models import Risk, Week
from tutela_web.risk.queries import (
    RegisterFilters,
    RegisterLine,
    areas_with_risks_for,
    hotspots,
    never_assessed,
    risks_for,
    weeks_of,
)
from tutela_web.risk.weekly.verbs import is_answered
from tutela_web.risk.weekly.views import hotspots_for
from tutela_web.site.situation import hotspot_marks, row_of
from tutela_web.warning.board.alert_map import draw_alerts, open_on_page
from tutela_web.warning.network.queries import calls_due, owed_for

TOP, HOTSPOTS, UNCOVERED, HAPPENED = 200, 12, 20, 8
YEAR = timedelta(days=365)
VERIFY_WITHIN = timedelta(hours=24)
"""When verification should have begun (domain reference, W1 step 7)."""

ANSWERS_ON = 1
"""Days after Monday by which field bodies have answered (W3)."""

SHARED = 3
"""A reason that so many places share is said once for all of them."""


@dataclass(frozen=True)
class OwedInArea:
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
    """A hotspot no able unit is known to reach in time by day and by night: the first that would
    come, None where its position is not known; and why."""

    line: RegisterLine
    day: First | None
    night: First | None
    why: str
    known: bool

    @property
    def times(self) -> tuple[tuple[str, First | None], ...]:
        """By day, by night; none where its position is not known, which is said as the reason."""
        if self.day is None and self.night is None:
            return ()
        return (_("noon"), self.day), (_("midnight"), self.night)

    @property
    def units(self) -> list[Unit]:
        """The units that would come first, each once."""
        able = [one.able for one in (self.day, self.night) if one and one.able]
        return list({one.unit.pk: one.unit for one in able}.values())

    @property
    def roads(self) -> bool:
        """Whether each time that is told goes by known roads."""
        return all(one.able.roads for one in (self.day, self.night) if one and one.able)


@dataclass(frozen=True)
class Protection:
    """The hotspots nobody is known to reach, and what the travel times rest on."""

    uncovered: list[Uncovered]
    basis: Sentence

    @property
    def why(self) -> str:
        """The reason most of them share, to be said once; empty where it is of few."""
        reasons = Counter(one.why for one in self.uncovered)
        why, number = next(iter(reasons.most_common(1)), ("", 0))
        return why if number >= SHARED and 2 * number > len(self.uncovered) else ""

    @property
    def roads(self) -> bool:
        """Whether any time goes by known roads: where none does, that is said once."""
        return any(one.roads and one.units for one in self.uncovered)


@mission_page("risks")
def area(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Hotspots of the area, what is owed and what cannot be protected, as far as is known."""
    own = areas_with_risks_for(standing)
    asked = request.GET.get("area", "")
    chosen = next((a for a in own if a.code == asked), own[0] if len(own) == 1 else None)
    filters = RegisterFilters(area=chosen.code if chosen else "")
    lines, total, assessment = hotspots(standing, filters, top=TOP)
    places = places_seen(standing)
    if chosen is not None:
        places = places.filter(pl.col("area") == chosen.pk.hex)
    silent = never_assessed(standing, assessment, seen=places)
    serious = [line for line in lines if line.value.priority >= PRIORITIES.index("high")]
    looked = protection(standing, serious)
    paged = page_context(request, looked.uncovered if looked else [], size=UNCOVERED)
    alerts = open_on_page(standing, Q(area=chosen) if chosen else None)
    shown = [row_of(standing, line) for line in lines[:HOTSPOTS]]
    reads_happened = standing.reads("incidents") or standing.reads("events")
    happened = happened_in(standing, chosen, since=standing.on - YEAR) if reads_happened else None
    limits = limits_shown(standing, chosen)
    context = {
        "area": chosen,
        "limits": limits,
        "without_strategy": without_strategy(standing, [chosen.pk] if chosen else None),
        "happened": None if happened is None else newest_of(standing, happened, HAPPENED),
        "happened_total": None if happened is None else happened.height,
        "folded": None if happened is None else count_folded(happened),
        "own": own,
        "wide": standing.reads_everywhere("risks"),
        "assessment": assessment,
        "hotspots": shown,
        "alerts": alerts,
        "stated": stated_beside(standing, [line.place for line in lines[:HOTSPOTS]]),
        "drawn": draw_alerts(
            standing,
            alerts.pins if alerts else (),
            hotspots=hotspot_marks(shown),
            limits=limits.marks if limits else (),
        ),
        "total": total,
        "serious": len(serious),
        "owed": list(owed_in_area(standing, chosen)),
        "looked": looked is not None,
        "uncovered": paged["page"],
        "uncovered_total": len(looked.uncovered) if looked else 0,
        **paged,
        "covered": len(serious) - len(looked.uncovered) if looked else 0,
        "basis": looked.basis if looked else None,
        "why_once": looked.why if looked else "",
        "roads_known": looked.roads if looked else False,
        "cut": len(serious) == TOP and total > TOP,
        "in_time": round(IN_TIME / timedelta(hours=1)),
        "unknown": silent[:6],
        "unknown_total": len(silent),
        "reads_incidents": standing.reads("incidents"),
        "situation_url": _page("site:situation", standing, area=filters.area),
    }
    return render(request, "site/area.html", context)


def protection(standing: Standing, serious: list[RegisterLine]) -> Protection | None:
    """Of hotspots of high and critical priority: those no able unit is known to reach in time, by
    the map, today, leaving at noon and at midnight. None for who reads no bases: who could come is
    then not known. Whether a unit is able is told, never why. The same queries for any number.
    """
    if not standing.reads("bases"):
        return None
    reach = reach_for(standing, at=clock.now(standing.mission), reasons=False)
    lines = []
    for line in serious:
        lat, lon = line.place.latitude, line.place.longitude
        if lat is None or lon is None:
            lines.append(Uncovered(line, None, None, _("Its position is not known."), False))
            continue
        cover = reach.cover(lat, lon)
        if not cover.in_time:
            lines.append(Uncovered(line, cover.day, cover.night, cover.why, cover.known))
    return Protection(lines, reach.ways.basis())


def owed_in_area(standing: Standing, area: DutyArea | None) -> Iterator[OwedInArea]:
    """What the area owes today, the late first named; nothing owed is not said as zero."""
    owed = [
        *_callers(standing, area),
        *owed_week(standing, area),
        *_register(standing, area),
        *owed_incidents(standing, area),
        *_reports(standing, area),
    ]
    yield from sorted((o for o in owed if o.number), key=lambda o: not o.late)


def _callers(standing: Standing, area: DutyArea | None) -> Iterator[OwedInArea]:
    """Calls back, and answers to those who told us of something."""
    if not standing.reads("network"):
        return
    calls, answers = calls_due(standing), owed_for(standing)
    if area is not None:
        calls, answers = calls.filter(area=area), answers.filter(alert__area=area)
    for what, name, rows in (
        (_("Missed calls to call back"), "warning:calls", calls),
        (_("Feedback due to communities"), "warning:owed", answers),
    ):
        dues = list(rows.values_list("due_at", flat=True))
        late = bool(dues) and dues[0] < clock.now(standing.mission)
        yield OwedInArea(
            what,
            len(dues),
            reverse(name, args=[standing.mission.code]),
            localdate(dues[0]) if dues else None,
            late,
        )


def owed_week(standing: Standing, area: DutyArea | None) -> Iterator[OwedInArea]:
    """Hotspots of the open week without an answer, of an area or of the mission."""
    week = weeks_of(standing).filter(state=Week.State.OPEN).first()
    if week is None:
        return
    asked = hotspots_for(standing).filter(week=week)
    asked = asked.filter(risk__place__area=area) if area else asked
    due = week.monday + timedelta(days=ANSWERS_ON)
    blank = sum(not is_answered(hotspot) for hotspot in asked)
    url = reverse("risk:week", args=[standing.mission.code, week.pk])
    yield OwedInArea(
        _("Hotspots of this week's matrix without an answer"), blank, url, due, standing.on > due
    )


def _register(standing: Standing, area: DutyArea | None) -> Iterator[OwedInArea]:
    lines = risks_for(standing).exclude(status__in=Risk.OFF).filter(risk__isnull=False)
    lines = lines.filter(place__area=area) if area else lines
    code = area.code if area else ""
    past = lines.filter(review_on__lt=standing.on).order_by("review_on")
    days = list(past.values_list("review_on", flat=True))
    yield OwedInArea(
        _("Agreed risks whose review is overdue"),
        len(days),
        _page("risk:register", standing, area=code, status="overdue"),
        days[0] if days else None,
        bool(days),
    )
    serious = lines.filter(priority__gte=PRIORITIES.index("high"), owner="")
    yield OwedInArea(
        _("Agreed risks of high or critical priority without an owner"),
        serious.count(),
        _page("risk:register", standing, area=code, status="adopted"),
    )


def owed_incidents(standing: Standing, area: DutyArea | None) -> Iterator[OwedInArea]:
    """Incidents not verified in time, or at no known place, of an area or of the mission."""
    if not standing.reads("incidents"):
        return
    code = area.code if area else ""
    waiting = filter_incidents(
        standing, IncidentFilter(area=code, verification=Verification.REPORTED.value)
    )
    begun = (clock.now(standing.mission) - VERIFY_WITHIN).astimezone(UTC).replace(tzinfo=None)
    late = waiting.filter(waiting["entered_at"] < begun).height
    yield OwedInArea(
        _("Incidents reported over a day ago whose verification has not begun"),
        late,
        _page("incidents:list", standing, area=code, verification="reported"),
        late=bool(late),
    )
    nowhere = filter_incidents(standing, IncidentFilter(area=code, place="unknown")).height
    yield OwedInArea(
        _("Incidents at no place of our list"),
        nowhere,
        _page("incidents:list", standing, area=code, place="unknown"),
    )


def _reports(standing: Standing, area: DutyArea | None) -> Iterator[OwedInArea]:
    """Unprocessed reports from the field."""
    if not standing.reads("reports"):
        return
    waiting = unsettled_for(standing)
    waiting = waiting.filter(area=area) if area else waiting
    code = area.code if area else ""
    yield OwedInArea(
        _("Unprocessed reports from the field"),
        waiting.count(),
        _page("intake:reports", standing, area=code, state=FieldReport.State.NEW.value),
    )


def _page(name: str, standing: Standing, **asked: str) -> str:
    query = urlencode({key: value for key, value in asked.items() if value})
    return reverse(name, args=[standing.mission.code]) + (f"?{query}" if query else "")
