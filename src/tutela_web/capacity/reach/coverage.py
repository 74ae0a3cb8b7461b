"""Which communities a base reaches within hours: for who holds the compartment capacity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tutela.base.later import Floats, np, pl
from tutela.capacity.reach import Surface
from tutela.capacity.travel import Season, TravelRules
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.capacity.models import Base
from tutela_web.capacity.reach.queries import rules_of, surface_of
from tutela_web.capacity.units.queries import bases_for
from tutela_web.places.columns import Places, places_seen
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.record_cache import NewestByKey

HOURS = (1, 2, 4, 8)
FEWEST = 20
"""Below so many communities a share is not told."""

OUTSIDE = 30
_SHAPES: NewestByKey[list[Any]] = NewestByKey(most=16)


@dataclass(frozen=True)
class BaseReachRow:
    """A base, or all of them, and how many communities it reaches within each of HOURS."""

    base: Base | None
    within: Sequence[tuple[int, int, int | None]]  # hours; how many; percent, None of too few


@dataclass(frozen=True)
class UnreachedCommunity:
    """A community no base reaches in time; hours is None where no way is known."""

    place: Place
    hours: float | None


@dataclass(frozen=True)
class BaseCoverage:
    """What the bases reach in a season, by day or by night.

    known     communities with a point; `without` is how many have none.
    bands     the ground within each of HOURS of the chosen base, or of any.
    """

    surface: Surface
    rules: TravelRules
    rows: Sequence[BaseReachRow]
    known: int
    without: int
    outside: Sequence[UnreachedCommunity]
    outside_total: int
    bands: Sequence[Any]
    points: Sequence[tuple[float, float, bool]]
    bases: Sequence[Base]


def coverage(
    standing: Standing, season: Season, *, dark: bool, base: Base | None = None
) -> BaseCoverage | None:
    """What bases reach: a line in the audit. None where no travel times are made yet."""
    mission = standing.mission
    kept = surface_of(mission, season)
    if kept is None:
        return None
    trail.record(
        "read",
        mission=mission,
        by=standing.person,
        kind="reach",
        subject=base.pk if base else "",
        season=season,
        dark=dark,
    )
    digest, surface = kept
    rules = rules_of(mission)
    seen = {str(one.pk): one for one in bases_for(standing).order_by("name", "pk")}
    shown = [one for pk, one in seen.items() if pk in surface.bases]
    places = places_seen(standing)
    known = places.filter(pl.col("latitude").is_not_null() & pl.col("longitude").is_not_null())
    hours = _hours(surface, known, [str(one.pk) for one in shown], night=rules.night if dark else 1)
    nearest = hours.min(axis=0, initial=np.inf)
    rows = [BaseReachRow(None, _counts_within_hours(nearest))]
    rows += [BaseReachRow(one, _counts_within_hours(hours[at])) for at, one in enumerate(shown)]
    chosen = [str(base.pk)] if base else [str(one.pk) for one in shown]
    own = hours[[str(one.pk) for one in shown].index(chosen[0])] if base in shown else nearest
    ids, total = known.filter(pl.Series(nearest > HOURS[-1])), int((nearest > HOURS[-1]).sum())
    far = nearest[nearest > HOURS[-1]]
    order = np.argsort(-np.where(np.isinf(far), 1e9, far), kind="stable")[:OUTSIDE]
    outside = [
        UnreachedCommunity(place, None if np.isinf(far[at]) else float(far[at]))
        for place, at in zip(
            Places(places_for(standing), ids["place"].gather(order).to_list())[:],
            order.tolist(),
            strict=True,
        )
    ]
    share = rules.night if dark else 1.0
    bands = _SHAPES.get(
        (mission.pk, season, tuple(chosen), share),
        digest,
        lambda: [
            surface.ground_within(chosen, 60 * most * share)
            if share
            else surface.ground_within([], 0)
            for most in HOURS
        ],
    )
    points = [
        (lat, lon, bool(reached))
        for lat, lon, reached in zip(
            known["latitude"], known["longitude"], own <= HOURS[-1], strict=True
        )
    ]
    return BaseCoverage(
        surface,
        rules,
        rows,
        known.height,
        places.height - known.height,
        outside,
        total,
        bands,
        points,
        [base] if base else shown,
    )


def _hours(surface: Surface, known: pl.DataFrame, bases: Sequence[str], *, night: float) -> Floats:
    """Hours from each base to each community, at the day's speed or a share of it."""
    lat, lon = (known[name].to_numpy().astype(float) for name in ("latitude", "longitude"))
    rows = [surface.bases.index(base) for base in bases]
    hours = surface.hours(lat, lon)[rows]
    return hours / night if night else np.full_like(hours, np.inf)


def _counts_within_hours(hours: Floats) -> list[tuple[int, int, int | None]]:
    total = len(hours)
    counts = [(most, int((hours <= most).sum())) for most in HOURS]
    return [(most, n, round(100 * n / total) if total >= FEWEST else None) for most, n in counts]
