"""The mission's units, bases and places as the what-if reckons with them; one read, then numbers.

Only who holds the compartment capacity asks it, and each read of caveats is a line in the audit.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tutela.base.distances import distance_km
from tutela.base.later import Floats, np, pl
from tutela.base.messages import Sentence, say
from tutela.capacity.able import State
from tutela.capacity.reach import Surface
from tutela.capacity.travel import Season
from tutela.capacity.types import Base as KnownBase
from tutela.deployment.whatif import HostForce, Moment, Mover, Setting, World
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.caveats.queries import caveats_for
from tutela_web.capacity.models import Base, Caveat, Unit, UnitReadiness
from tutela_web.capacity.reach.queries import (
    ground_digest,
    known_caveat,
    reach_for,
    rules_of,
    surface_of,
)
from tutela_web.capacity.reach.surfaces import surface_of_sites
from tutela_web.capacity.units.queries import bases_for, standing_on
from tutela_web.crisis.decisions.hrddp_kind import files_for
from tutela_web.crisis.models import HrddpFile
from tutela_web.deployment.whatif.asked import WhatIfAsked
from tutela_web.places.columns import Places, places_seen
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.places.sites.population import newer_population, populations_counted
from tutela_web.records.record_cache import NewestByKey
from tutela_web.risk.queries import RegisterFilters, hotspots

FIRST = 15
"""So many hotspots of the order count as hotspots."""

_LIVE: NewestByKey[Surface] = NewestByKey(most=12)


@dataclass(frozen=True)
class Reckoning:
    """The world of a setting, and what its numbers are of.

    places     ids as hex, in the order of the world's places.
    caveats    those the person may read, by id; committed, units that another task holds.
    lat, lon   of the places, degrees.
    limits     what the travel times do not know.
    """

    standing: Standing
    world: World
    setting: Setting
    moment: Moment
    places: Sequence[str]
    lat: Floats
    lon: Floats
    units: dict[str, Unit]
    bases: dict[str, Base]
    sites: dict[str, Place]
    caveats: dict[str, Caveat]
    committed: tuple[str, ...]
    files: dict[str, HrddpFile]
    without_point: int
    limits: tuple[Sentence, ...]

    def place_rows(self, at: Sequence[int], most: int) -> list[Place]:
        """The places at these indexes, with their area: one query."""
        ids = [self.places[index] for index in at[:most]]
        return Places(places_for(self.standing), ids)[:]


@dataclass(frozen=True)
class _Ways:
    """The minutes of a season with roads cut: asked of the kept surface where it knows."""

    standing: Standing
    sites: Sequence[KnownBase]
    lat: Floats
    lon: Floats
    cuts: dict[str, Place]
    most: float

    def __call__(self, season: Season, cut: frozenset[str]) -> Floats:
        uncut = self._uncut(season)
        if not cut:
            return uncut
        points = sorted(
            (place.latitude or 0.0, place.longitude or 0.0)
            for pk, place in self.cuts.items()
            if pk in cut
        )
        surface = self._live(season, tuple(self.sites), tuple(points), self.most)
        minutes_cut = surface.hours(self.lat, self.lon) * 60
        return np.where(np.isnan(uncut), np.nan, minutes_cut)

    def _uncut(self, season: Season) -> Floats:
        kept_surface = surface_of(self.standing.mission, season)
        moved = [
            site
            for site in self.sites
            if kept_surface is None or kept_surface[1].is_base_moved(site.id, site.lat, site.lon)
        ]
        minutes = np.full((len(self.sites), len(self.lat)), np.nan)
        row = {site.id: at for at, site in enumerate(self.sites)}
        if kept_surface is not None:
            known = kept_surface[1].hours(self.lat, self.lon) * 60
            new = {site.id for site in moved}
            for at, base in enumerate(kept_surface[1].bases):
                if base in row and base not in new:
                    minutes[row[base]] = known[at]
        if moved:
            live = self._live(season, tuple(moved), (), float("inf"))
            minutes[[row[site.id] for site in moved]] = live.hours(self.lat, self.lon) * 60
        minutes[np.isinf(minutes)] = np.nan
        return minutes

    def _live(
        self,
        season: Season,
        sites: tuple[KnownBase, ...],
        cuts: tuple[tuple[float, float], ...],
        most: float,
    ) -> Surface:
        mission = self.standing.mission
        return _LIVE.get(
            (mission.pk, season, sites, cuts, most),
            ground_digest(mission, rules_of(mission)),
            lambda: surface_of_sites(mission, sites, season, cuts=cuts, most=most),
        )


def reckoning_of(standing: Standing, asked: WhatIfAsked) -> Reckoning | None:
    """Everything a setting is reckoned with; None where no travel times are made yet. The same
    queries for any number of units, bases and places."""
    mission, now = standing.mission, clock.now(standing.mission)
    kept_surface = surface_of(mission, asked.season)
    if kept_surface is None:
        return None
    reach = reach_for(standing, at=now)
    units = {str(unit.pk): unit for unit in reach.rows}
    placed = bases_for(standing).filter(
        latitude__isnull=False, longitude__isnull=False, retired=False
    )
    stand = placed.filter(standing_on(now.date())).order_by("name", "pk")
    bases = {str(base.pk): base for base in stand}
    for unit in reach.rows:  # a base that closed, whose unit is still said to be there
        base = unit.base
        if base is not None and base.latitude is not None and base.longitude is not None:
            bases.setdefault(str(base.pk), base)
    named = {to for _unit, to in asked.moves} | {at for _file, at in asked.host} | {*asked.cut}
    named_places = places_for(standing).filter(pk__in=[UUID(pk) for pk in named - bases.keys()])
    sites = {
        str(place.pk): place
        for place in named_places.order_by()
        if place.latitude is not None and place.longitude is not None
    }
    opened = {to for _unit, to in asked.moves} | {at for _file, at in asked.host}
    points = [
        KnownBase(pk, "", site.latitude or 0.0, site.longitude or 0.0)
        for pk, site in (bases | {pk: sites[pk] for pk in sorted(opened & sites.keys())}).items()
    ]
    seen = places_seen(standing)
    known = seen.filter(pl.col("latitude").is_not_null() & pl.col("longitude").is_not_null())
    lat, lon = (known[name].to_numpy().astype(float) for name in ("latitude", "longitude"))
    site_lat, site_lon = (
        np.array([getattr(site, name) for site in points], dtype=float) for name in ("lat", "lon")
    )
    counted = populations_counted(standing)
    people = {
        pk: newer_population(number, on, counted.get(pk)).people
        for pk, number, on in places_for(standing)
        .order_by()
        .values_list("pk", "population", "population_on")
    }
    numbers = [people.get(UUID(pk)) for pk in known["place"]]
    hot = _hot_places(standing)
    rules = rules_of(mission)
    moment = Moment(asked.season, asked.dark, 60.0 * asked.hours)
    files = _files(standing, [file for file, _at in asked.host])
    world = World(
        now.date(),
        tuple(site.id for site in points),
        distance_km(site_lat[:, None], site_lon[:, None], lat[None], lon[None]),
        _Ways(standing, points, lat, lon, sites, moment.within),
        np.array([np.nan if n is None else n for n in numbers], dtype=float),
        np.array([pk in hot for pk in known["place"]], dtype=bool),
        _movers(
            units, reach.states, bases.keys(), {pk: reach.wait_of(u) for pk, u in units.items()}
        ),
        frozenset(str(base.pk) for base in reach.unlisted.bases if str(base.pk) in bases),
        rules.night,
        tuple(area or "" for area in known["area"]),
    )
    readable = {str(row.pk): row for row in caveats_for(standing).filter(unit__in=reach.rows)}
    return Reckoning(
        standing,
        world,
        _setting(asked, bases, units, sites, readable, files),
        moment,
        known["place"].to_list(),
        lat,
        lon,
        units,
        bases,
        sites,
        readable,
        tuple(pk for pk, unit in units.items() if reach.committed.get(unit.pk)),
        files,
        seen.height - known.height,
        (*kept_surface[1].limits_in_words(), *reach.ways.notes),
    )


def _movers(
    units: Mapping[str, Unit],
    states: Mapping[UUID, State],
    bases: Container[str],
    waits: Mapping[str, float | None],
) -> tuple[Mover, ...]:
    by_unit: dict[str, list[Caveat]] = {}
    for row in Caveat.objects.filter(unit__in=list(units)).exclude(status=Caveat.Status.LIFTED):
        by_unit.setdefault(str(row.unit_id), []).append(row)
    flying = dict(UnitReadiness.objects.filter(unit__in=list(units)).values_list("unit", "air"))
    return tuple(
        Mover(
            pk,
            str(unit.base_id) if unit.base is not None and str(unit.base_id) in bases else None,
            replace(states[unit.pk], caveats=()),
            tuple((str(row.pk), known_caveat(row)) for row in by_unit.get(pk, ())),
            waits[pk],
            flying.get(unit.pk),
        )
        for pk, unit in units.items()
    )


def _setting(
    asked: WhatIfAsked,
    bases: Mapping[str, Base],
    units: Mapping[str, Unit],
    sites: Mapping[str, Place],
    caveats: Mapping[str, Caveat],
    files: Mapping[str, HrddpFile],
) -> Setting:
    """The toggles of which the person may see what they are of; the others are not there."""
    there = bases.keys() | sites.keys()
    return Setting(
        frozenset(asked.drop) & caveats.keys(),
        frozenset(asked.close) & bases.keys(),
        {unit: to for unit, to in asked.moves if unit in units and to in there},
        frozenset(asked.free) & units.keys(),
        frozenset(asked.cut) & sites.keys(),
        frozenset(UUID(area).hex for area in asked.air),
        tuple(
            HostForce(
                files[file].unit_name if file in files else str(say("a force of the host state")),
                at,
                file in files and files[file].allows_support,
            )
            for file, at in asked.host
            if at in there
        ),
    )


def _files(standing: Standing, asked: Sequence[str]) -> dict[str, HrddpFile]:
    """Due-diligence files of forces that are to be counted, for who holds their compartment."""
    return {str(row.pk): row for row in files_for(standing).filter(pk__in=asked)} if asked else {}


def _hot_places(standing: Standing) -> set[str]:
    if not standing.reads("risks"):
        return set()
    lines, _total, _assessment = hotspots(standing, RegisterFilters(), top=FIRST)
    return {line.place.pk.hex for line in lines}
