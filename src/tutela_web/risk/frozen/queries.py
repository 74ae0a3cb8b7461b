"""One assessment as it stood on its day: its order and its map, as a reader may see them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tutela.monitoring.ground import ground_of
from tutela.monitoring.map import Hotspot, Spot, draw_map
from tutela_web.access.policy import Standing
from tutela_web.look.translate import say_in_page_language
from tutela_web.places.models import PlacePrecision
from tutela_web.risk.models import Assessment, SuggestedRisk, Week
from tutela_web.risk.queries import suggested_for

DRAWN = 40
"""So many hotspots stand on the map of an assessment, the first of its order."""

OFFERED = 60


def assessments_for(standing: Standing) -> QuerySet[Assessment]:
    """The assessments of no compartment that this person may read, the newest first."""
    reading = standing.readings.get("risks")
    if reading is None:
        return Assessment.objects.none()
    rows = Assessment.objects.filter(
        mission=standing.mission, compartment="", classification__lte=reading.clearance
    )
    return rows.defer("hotspots").order_by("-on", "-made_at")


def assessments_to_name(standing: Standing) -> list[Assessment]:
    """Those that may be named as what a text rests on: the last of each day that is kept."""
    last: dict[object, Assessment] = {}
    for assessment in assessments_for(standing)[: 4 * OFFERED]:
        last.setdefault(assessment.on, assessment)
    return list(last.values())[:OFFERED]


def hotspots_in(standing: Standing, assessment: Assessment) -> QuerySet[SuggestedRisk]:
    """The hotspots of an assessment in its order, of those at places this person may see; of one
    made before there were hotspots all its suggestions."""
    rows = suggested_for(standing, assessment).filter(leads=True)
    return rows.select_related("place").defer("evidence").order_by("order", "pk")


def weeks_frozen_on(standing: Standing, assessment: Assessment) -> list[Week]:
    """The weekly cycles that were frozen on it."""
    if not standing.reads("risks"):
        return []
    return list(Week.objects.filter(mission=standing.mission, assessment=assessment))


def map_of(standing: Standing, assessment: Assessment) -> SafeString:
    """The map of an assessment as it stood: its first hotspots, and where nothing was assessed."""
    rows = list(hotspots_in(standing, assessment))
    spots = [
        Hotspot(lat, lon, row.level, row.place.name)
        for row in rows[:DRAWN]
        for lat, lon in _point(row)
    ]
    heard = [Spot(lat, lon) for row in rows for lat, lon in _point(row)]
    named = ", ".join(spot.label for spot in spots)
    svg = draw_map(
        ground_of(standing.mission.iso3),
        title=_("Hotspots as assessed"),
        description=_("Hotspots in their order: %(places)s. The table says the same.")
        % {"places": named},
        hotspots=spots,
        heard=heard,
        tell=say_in_page_language,
    )
    return mark_safe(svg)  # nosec B703 # numbers of ours, and words the drawing escapes


def _point(row: SuggestedRisk) -> list[tuple[float, float]]:
    """Where a place is drawn: nowhere, if its point stands for a district or wider."""
    place = row.place
    rough = (place.place_precision or PlacePrecision.EXACT) > PlacePrecision.NEAR
    if rough or place.latitude is None or place.longitude is None:
        return []
    return [(place.latitude, place.longitude)]
