"""What a protection partner may see: trends by area and month, and place-level hazards. No cases.

Trends count public events; counts under 5 are hidden, totals are not told. A hazard is a risk the
POC forum adopted and marked Unclassified: place, harm and level, to a tenth of a degree; never the
actor, the score or what it rests on (access defaults, domain reference b; rules g11, g21).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from tutela.base.disclosure import cells_to_show, generalise_degrees
from tutela.base.later import np
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.partners.partner.queries import is_shown
from tutela_web.risk.models import Risk
from tutela_web.takeaway.points import day_of, every_point

MONTHS = 12


@dataclass(frozen=True)
class Trend:
    """One area's months: how many events against civilians, None where hidden; of the row of what
    lies in no area, `area` and `code` are empty."""

    area: str
    code: str
    counts: list[int | None]
    pk: str = ""


def months_before(on: date, number: int = MONTHS) -> list[date]:
    """The first days of the last months, oldest first, the month of `on` last.

    >>> months_before(date(2018, 2, 3), 3)
    [datetime.date(2017, 12, 1), datetime.date(2018, 1, 1), datetime.date(2018, 2, 1)]
    """
    last = on.year * 12 + on.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - number + 1, last + 1)]


def trends(standing: Standing, on: date) -> tuple[list[date], list[Trend]]:
    """Events against civilians by area and month of the last year, small counts hidden.

    Who reads trends in an area only sees that area's row, who reads every area also that of what
    lies in none, whether or not anything does; a partner's account none, where the partner accepts
    no contact.
    """
    mission, reading = standing.mission, standing.readings["trends"]
    months = months_before(on)
    if not is_shown(standing, "trends"):
        return months, []
    points = every_point(mission.pk)
    points = points.keep_where(points.against).keep_inside(months[0], on)
    index = {(m.year, m.month): number for number, m in enumerate(months)}
    mine = mission.duty_areas.filter(kind="field_office").order_by("name")
    areas = list(mine if reading.areas is EVERYWHERE else mine.filter(pk__in=reading.areas))
    rows = {area.pk: number for number, area in enumerate(areas)}
    everywhere = reading.areas is EVERYWHERE
    in_none = len(areas)
    counts = np.zeros((in_none + everywhere, len(months)), dtype=np.int64)
    known = {area.pk for area in mission.duty_areas.only("pk")} - rows.keys()
    spans = zip(points.began.tolist(), points.day.tolist(), points.area.tolist(), strict=True)
    for began, day, area in spans:
        first, when = day_of(began), day_of(day)
        if (first.year, first.month) != (when.year, when.month):
            continue  # dated over several months: counted in none of them
        pk = points.areas[area] if area >= 0 else None
        row = rows.get(pk) if pk else None
        if row is None and everywhere and (pk is None or pk in known):
            row = in_none
        if row is not None:
            counts[row, index[when.year, when.month]] += 1
    shown = cells_to_show(counts, totals=False) if counts.size else counts.astype(bool)
    named = [(area.name, area.code, str(area.pk)) for area in areas]
    if everywhere:
        named.append(("", "", ""))
    return months, [
        Trend(
            name,
            code,
            [int(n) if seen else None for n, seen in zip(counts[row], shown[row], strict=True)],
            pk,
        )
        for row, (name, code, pk) in enumerate(named)
    ]


def frozen_trends(standing: Standing, on: date) -> dict[str, Any] | None:
    """The trends of a day as plain JSON, to be kept; None for who reads none."""
    if not standing.reads("trends"):
        return None
    months, rows = trends(standing, on)
    return {
        "on": on.isoformat(),
        "months": [month.isoformat() for month in months],
        "rows": [{"pk": row.pk, "area": row.area, "counts": row.counts} for row in rows],
    }


@dataclass(frozen=True)
class Hazard:
    """A place-level hazard as it may leave the mission."""

    id: str
    place: str
    longitude: float | None
    latitude: float | None
    harm: str
    level: int
    until: date | None


def hazards(standing: Standing, area: DutyArea | None = None) -> list[Hazard]:
    """The hazards this person may see, of one area or of all; empty without the kind `hazards` or
    `risks`, and for a partner's account where the partner does not work jointly."""
    if not is_shown(standing, "hazards"):
        return []
    if standing.reads("hazards"):
        seen = Q()
    elif standing.reads("risks"):
        seen = standing.sees("risks", own=None)
    else:
        return []
    adopted = (
        Risk.objects.filter(
            seen,
            mission=standing.mission,
            status=Risk.Status.ADOPTED,
            compartment="",
            classification=0,
            place__classification=0,
            invented=False,
            band__isnull=False,
        )
        .select_related("place")
        .order_by("-band", "place__name")
    )
    if area is not None:
        adopted = adopted.filter(area=area)
    return [
        Hazard(
            id=str(risk.pk),
            place=risk.place.name,
            harm=risk.harm,
            level=(risk.band or 0) + 1,
            longitude=_generalise_degrees(risk.place.longitude),
            latitude=_generalise_degrees(risk.place.latitude),
            until=risk.review_on,
        )
        for risk in adopted
    ]


def _generalise_degrees(degrees: float | None) -> float | None:
    return None if degrees is None else generalise_degrees(degrees)
