"""The map page of a strategy: where the priority risks lie, drawn here, beside the table of them.

A place known only to a district or wider has no point, and is named under the map instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from tutela.base import design_tokens
from tutela.base.documents import model as d
from tutela.monitoring.ground import Ground, ground
from tutela.monitoring.map import Hotspot, Spot, draw_map, points_near_ground
from tutela_web.access.policy import Standing
from tutela_web.capacity.models import Base
from tutela_web.look.translate import say_in_page_language, word
from tutela_web.places.models import Place, PlacePrecision
from tutela_web.programme.matrix.queries import HIGH
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

Row = Mapping[str, Any]

WIDTH = 640.0
WIDE = 440.0
"""Drawing units across: a country that lies across the page, and one that stands."""


def risk_map(standing: Standing, rows: Sequence[Row], lines: Sequence[Row]) -> tuple[d.Block, ...]:
    """The priority risks of a strategy and the matrix on the map; nothing where there is no such
    risk. Two queries.

    Takes   rows and lines, the tables "risks", worst first, and "lines" of a snapshot.
    """
    wanted = [row for row in rows if (row["priority"] or 0) >= HIGH]
    if not wanted:
        return ()
    seen = risks_for(standing).select_related("place")
    places = {str(one.pk): one.place for one in seen.filter(status=Risk.Status.ADOPTED)}
    acting = Counter(line["place"] for line in lines if line["status"] != "stopped")
    spots: dict[Any, Hotspot] = {}
    left_out: dict[str, None] = {}
    for row in wanted:
        place = places.get(row["id"])
        point = _point(place) if place is not None else None
        if place is None or point is None:
            left_out[row["place"]] = None
        else:
            label = f"{place.name} ({acting[place.name]})"
            spots.setdefault(place.pk, Hotspot(*point, (row["band"] or 0) + 1, label))
    if not spots:
        return (d.Paragraph(_left_out(left_out), "small"),)
    land = _ground(standing.mission.iso3)
    heard = {point for place in places.values() if (point := _point(place)) is not None}
    named = ", ".join(
        f"{spot.label}, {word(design_tokens.label(spot.level))}" for spot in spots.values()
    )
    bases = Base.objects.filter(standing.sees("bases"), closed=None, latitude__isnull=False)
    posts = [
        Spot(lat, lon) for lat, lon in bases.values_list("latitude", "longitude") if lat and lon
    ]
    alt = _("Map of the places of priority risks: %(places)s. The table says the same.") % {
        "places": named
    }
    drawn = draw_map(
        land,
        title=_("Where the priority risks lie"),
        description=alt,
        hotspots=list(spots.values()),
        heard=[Spot(*point) for point in sorted(heard)],
        bases=points_near_ground(land, posts),
        width=WIDTH if _lies(land) else WIDE,
        notes=False,
        tell=say_in_page_language,
    )
    told = [
        _("High and critical priority; of several risks at one place the worst is drawn."),
        _("In brackets, the lines of the matrix that act at the place."),
        *([_left_out(left_out)] if left_out else []),
        _("Hatch: no assessed place within 50 km."),
        say_in_page_language(land.disclaimer),
        _("Sources: %(sources)s.") % {"sources": land.source},
    ]
    return (d.Heading(_("Where the priority risks lie"), 3), d.Figure(drawn, alt, " ".join(told)))


def _point(place: Place) -> tuple[float, float] | None:
    """Where to draw a place: nowhere, if its point stands for a district or wider."""
    if place.latitude is None or place.longitude is None:
        return None
    rough = (place.place_precision or PlacePrecision.EXACT) > PlacePrecision.NEAR
    return None if rough else (place.latitude, place.longitude)


def _left_out(names: Mapping[str, None]) -> str:
    return _("Not drawn, for no exact point is known: %(places)s.") % {"places": ", ".join(names)}


@lru_cache(maxsize=4)
def _ground(iso3: str) -> Ground:
    return ground([iso3])


def _lies(land: Ground) -> bool:
    if not land.countries:
        return True
    west, south, east, north = land.countries[0].shape.bounds
    return bool(east - west > 1.2 * (north - south))
