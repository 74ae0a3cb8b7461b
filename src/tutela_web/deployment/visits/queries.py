"""Visits of joint teams as a person may see them, and where none was for too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from tutela.base.distances import distance_km
from tutela.base.later import np
from tutela_web.access.policy import Standing
from tutela_web.capacity.models import Base
from tutela_web.capacity.units.queries import bases_for, standing_on
from tutela_web.deployment.gap.gap_ranking import HotspotInOrder, hotspots_in_order
from tutela_web.deployment.visits.models import TeamVisit
from tutela_web.places.models import Place
from tutela_web.risk.models import InformationNeed
from tutela_web.risk.questions.queries import open_questions

KIND = "means"
ACT = "keep_fora"

WITHIN = timedelta(days=90)
"""How long a base or place of high risk may stay without a visit [P]."""

NEAR_KM = 10.0
"""A visit so near was at this place or base."""

ANSWERS_KM = 30.0
"""A base so near a hotspot of high priority is a base of high risk [P]."""

LISTED = 40


def visits_for(standing: Standing) -> QuerySet[TeamVisit]:
    """The visits this person may see, the last first."""
    return TeamVisit.objects.filter(standing.sees_open(KIND)).order_by("-on", "-entered_at")


@dataclass(frozen=True)
class VisitDue:
    """A base or a place of high risk where no joint team was of late.

    why    the hotspot that makes it one
    last   the day of the last visit, None for never; days since then
    """

    here: Base | Place
    why: HotspotInOrder
    last: date | None
    days: int | None

    @property
    def is_base(self) -> bool:
        return isinstance(self.here, Base)

    @property
    def name(self) -> str:
        """By which a form of a new visit is asked for it."""
        return "base" if self.is_base else "place"


@dataclass(frozen=True)
class ThinPlace:
    """A place where analysis is thin, and what is asked about it."""

    place: Place
    questions: list[InformationNeed]
    thin: bool  # more than half of what an assessment asks is blank


def visits_due(standing: Standing, hotspots: list[HotspotInOrder]) -> list[VisitDue]:
    """The bases and places of high risk without a visit within WITHIN, by the order of hotspots;
    a base beside the first hotspot that makes it one. Two queries."""
    high = [hotspot for hotspot in hotspots if hotspot.high]
    if not high:
        return []
    bases = _bases_near(standing, high)
    here: list[tuple[Base | Place, HotspotInOrder]] = []
    seen: set[UUID] = set()
    for hotspot in high:
        for place in [hotspot.place, *bases.get(hotspot.place.pk, ())]:
            if place.pk not in seen:
                seen.add(place.pk)
                here.append((place, hotspot))
    last = _last_days(standing, [place for place, _hotspot in here])
    since = standing.on - WITHIN
    return [
        VisitDue(place, hotspot, day, (standing.on - day).days if day else None)
        for (place, hotspot), day in zip(here, last, strict=True)
        if day is None or day < since
    ]


def _bases_near(standing: Standing, high: list[HotspotInOrder]) -> dict[UUID, list[Base]]:
    """The bases that stand today near each hotspot of high priority, by its place."""
    if not standing.reads("bases"):
        return {}
    known = bases_for(standing).filter(standing_on(standing.on), retired=False)
    bases = list(known.filter(latitude__isnull=False).order_by("name"))
    far = _km([hotspot.place for hotspot in high], bases)
    return {
        hotspot.place.pk: [bases[at] for at in np.flatnonzero(row <= ANSWERS_KM).tolist()]
        for hotspot, row in zip(high, far, strict=True)
    }


def _km(
    here: list[Place | Base] | list[Place], there: list[Base] | list[Place | Base]
) -> np.ndarray:
    """Kilometres from each of n to each of m; NaN where a point is not known."""
    lat, lon = (np.array([getattr(x, name) for x in here], float) for name in POINT)
    to_lat, to_lon = (np.array([getattr(x, name) for x in there], float) for name in POINT)
    return distance_km(lat[:, None], lon[:, None], to_lat[None], to_lon[None])


POINT = ("latitude", "longitude")


def _last_days(standing: Standing, here: list[Base | Place]) -> list[date | None]:
    """The day of the last visit at each, or within NEAR_KM."""
    visits = list(visits_for(standing).select_related("base", "place"))
    stops = [visit.base or visit.place for visit in visits]
    known = [(visit, stop) for visit, stop in zip(visits, stops, strict=True) if stop is not None]
    if not known:
        return [None] * len(here)
    far = _km(here, [stop for _visit, stop in known])
    last: list[date | None] = []
    for place, row in zip(here, far, strict=True):
        days = [
            visit.on
            for (visit, _stop), km in zip(known, row.tolist(), strict=True)
            if km <= NEAR_KM or place.pk in (visit.base_id, visit.place_id)
        ]
        last.append(max(days, default=None))
    return last


def thin_places(standing: Standing, hotspots: list[HotspotInOrder]) -> list[ThinPlace]:
    """The places to propose for a visit: with open questions, or of whose hotspot more than half is
    blank; those of the order first. One query."""
    asked: dict[UUID, list[InformationNeed]] = {}
    places: dict[UUID, Place] = {}
    for question in open_questions(standing):
        asked.setdefault(question.place_id, []).append(question)
        places[question.place_id] = question.place
    blank = {hotspot.place.pk: hotspot.place for hotspot in hotspots if hotspot.thin}
    ranks = {hotspot.place.pk: at for at, hotspot in reversed(list(enumerate(hotspots)))}
    every = places | blank
    order = sorted(every, key=lambda pk: (ranks.get(pk, len(ranks)), every[pk].name))
    return [ThinPlace(every[pk], asked.get(pk, []), pk in blank) for pk in order]


def visits_at(standing: Standing, here: Base | Place) -> list[TeamVisit]:
    """The visits at a base or place, or within NEAR_KM, the last first."""
    visits = list(visits_for(standing).select_related("base", "place", "team"))
    stops = [(visit, visit.base or visit.place) for visit in visits]
    known = [(visit, stop) for visit, stop in stops if stop is not None]
    if not known:
        return []
    far = _km([here], [stop for _visit, stop in known])[0].tolist()
    return [
        visit
        for (visit, stop), km in zip(known, far, strict=True)
        if stop.pk == here.pk or km <= NEAR_KM
    ]


def due_lists(standing: Standing) -> dict[str, object]:
    """What stands above the list of visits: where none was for too long, and where analysis is
    thin."""
    hotspots = hotspots_in_order(standing) if standing.reads("risks") else []
    due, thin = visits_due(standing, hotspots), thin_places(standing, hotspots)
    return {
        "due": due[:LISTED],
        "due_total": len(due),
        "thin": thin[:LISTED],
        "thin_total": len(thin),
        "order_known": bool(hotspots),
        "days": WITHIN.days,
        "may_send": standing.may_somewhere(ACT),
    }
