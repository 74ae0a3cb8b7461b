"""Making the mission's travel times: long work, for a job."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from tutela.base.distances import KM_A_DEGREE
from tutela.base.later import shapely
from tutela.capacity.ground import shapes_of
from tutela.capacity.reach import Ground, Surface, country_ground, surface
from tutela.capacity.travel import SEASONS, Season, TravelRules
from tutela.capacity.types import Base as KnownBase
from tutela_web.access.models import Mission
from tutela_web.base import clock
from tutela_web.capacity.models import Base, GroundLayer, TravelSurface
from tutela_web.capacity.reach.queries import ground_digest, rules_of
from tutela_web.capacity.units.queries import standing_on

AROUND_DEGREES = 2.0
"""How far around its bases a mission moves whose country is not shipped."""

CUT_KM = 5.0
"""A road that is cut at a point is no road so far around it: more than a cell."""

Tell = Callable[[int, int], object]


def make_surfaces(mission: Mission, *, tell: Tell = lambda done, total: None) -> int:
    """Calculate and keep the travel times of both seasons from every base that stands today.

    Gives   the number of bases; none keeps nothing.
    """
    bases = _bases(mission)
    rules, digest = rules_of(mission), digest_of(mission)
    if not bases:
        TravelSurface.objects.filter(mission=mission).delete()
        return 0
    ground = _ground(mission, bases, rules)

    def tell_part(at: int) -> Tell:
        return lambda done, total: tell(at * total + done, 2 * total)

    surfaces = {
        season: surface(bases, ground, rules, season, tell=tell_part(at))
        for at, season in enumerate(SEASONS)
    }
    with transaction.atomic():
        for season, made_surface in surfaces.items():
            TravelSurface.objects.update_or_create(
                mission=mission,
                season=season,
                defaults={
                    "digest": digest,
                    "made_at": clock.now(mission),
                    "packed": made_surface.pack(),
                },
            )
    return len(bases)


def surface_of_sites(
    mission: Mission,
    sites: Sequence[KnownBase],
    season: Season,
    *,
    cuts: Sequence[tuple[float, float]] = (),
    most: float = float("inf"),
) -> Surface:
    """Travel times of a season from sites where no base stands yet, or with roads that are cut: not
    kept in the database.

    Takes   cuts, latitude and longitude of points around which roads are no longer roads; most,
            minutes beyond which no way is looked for.
    """
    rules = rules_of(mission)
    ground = _ground(mission, sites, rules)
    if cuts:
        gone = shapely.union_all(
            [shapely.buffer(shapely.Point(lon, lat), CUT_KM / KM_A_DEGREE) for lat, lon in cuts]
        )
        roads = [(shapely.difference(line, gone), kind) for line, kind in ground.roads]
        left = [road for road in roads if not shapely.is_empty(road[0])]
        ground = Ground(ground.area, left, ground.terrain)
    return surface(sites, ground, rules, season, most=most)


def digest_of(mission: Mission) -> str:
    """What the surfaces would be made of now: the ground, then the bases."""
    told = repr([(base.id, base.lat, base.lon) for base in _bases(mission)])
    bases = hashlib.sha256(told.encode()).hexdigest()[:16]
    return f"{ground_digest(mission, rules_of(mission))}:{bases}"


def due(mission: Mission) -> bool:
    """Whether bases, roads or speeds changed since the surfaces were made, or none are made."""
    kept = TravelSurface.objects.filter(mission=mission).values_list("digest", flat=True)
    if not kept:
        return bool(_bases(mission))
    return set(kept) != {digest_of(mission)} or len(kept) != len(SEASONS)


def _bases(mission: Mission) -> list[KnownBase]:
    stood = Base.objects.filter(
        standing_on(clock.today(mission)),
        mission=mission,
        retired=False,
        latitude__isnull=False,
        longitude__isnull=False,
    )
    rows = stood.order_by("pk").values_list("pk", "latitude", "longitude")
    return [KnownBase(str(pk), "", lat or 0.0, lon or 0.0) for pk, lat, lon in rows]


def _ground(mission: Mission, bases: Sequence[KnownBase], rules: TravelRules) -> Ground:
    area: Any = country_ground(mission.iso3)
    if area is None:
        near = shapely.MultiPoint([(base.lon, base.lat) for base in bases])
        area = shapely.buffer(shapely.envelope(near), AROUND_DEGREES)
    layers = GroundLayer.objects.filter(mission=mission, retired=False).order_by("pk")
    found = [shapes_of(layer.features) for layer in layers]
    roads = [road for one in found for road in one.roads if road[1] in rules.roads]
    terrain = [shape for one in found for shape in one.terrain if shape[1] in rules.terrain]
    return Ground(area, roads, terrain)
