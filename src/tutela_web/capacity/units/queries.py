"""How bases and units are read; readiness and caveats only by who holds the compartment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from tutela.base.distances import bearing, distance_km
from tutela.base.later import Floats, np
from tutela.base.messages import say
from tutela.capacity.types import Base as KnownBase
from tutela.capacity.types import Bases
from tutela_web.access.audit import trail
from tutela_web.access.models import Compartment, Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.base.values import Words
from tutela_web.capacity.models import Base, Unit, UnitReadiness
from tutela_web.places.finding import HandedIn
from tutela_web.places.ground import direction

R = TypeVar("R", Base, Unit)


@dataclass(frozen=True)
class UnitCommitment:
    """What a unit is committed to, as its reader may know it.

    about  the alert it was tasked for
    back   when it is expected back, None where nobody said
    state  how far it is, in words
    alert  the alert in words, and its address, where the reader may open it
    """

    about: UUID
    since: datetime
    back: datetime | None
    state: Words = ""
    alert: str = ""
    url: str = ""


UnitCommitments = Mapping[UUID, list[UnitCommitment]]
"""What units are committed to, by the id of the unit."""

COMMITTED: list[Callable[[Standing, Sequence[Unit]], UnitCommitments]] = []
"""From rooms above: what units are committed to, as this person may know it."""


def commitments_for(standing: Standing, units: Sequence[Unit]) -> UnitCommitments:
    """What these units are committed to, as this person may know it. The same few queries for any
    number."""
    return {pk: held for of_room in COMMITTED for pk, held in of_room(standing, units).items()}


def standing_on(on: date) -> Q:
    """Bases that stood on a day; `closed` is the first day without. No date is not known: it may
    have stood."""
    opened = Q(opened__isnull=True) | Q(opened__lte=on)
    return opened & (Q(closed__isnull=True) | Q(closed__gt=on))


def bases_for(standing: Standing) -> QuerySet[Base]:
    """The bases this person may see."""
    return Base.objects.filter(standing.sees_open("bases"))


def units_for(standing: Standing) -> QuerySet[Unit]:
    """The units this person may see."""
    return Unit.objects.filter(standing.sees_open("bases"))


def bases_to_name(mission: Mission, standing: Standing | None) -> list[HandedIn]:
    """The bases and units that words for a place may mean, a unit where its base is; for what came
    through a gateway, which stands for nobody, those that are Unclassified. What is more than an
    alert itself, which is Confidential, is never put into one."""
    if standing is not None:
        bases, units = bases_for(standing), units_for(standing)
    else:
        openly = Q(mission=mission, classification=Classification.UNCLASSIFIED, compartment="")
        bases, units = Base.objects.filter(openly), Unit.objects.filter(openly)
    open_enough = Q(retired=False, classification__lte=Classification.CONFIDENTIAL, compartment="")
    known = {base.pk: base for base in bases.filter(open_enough)}
    of_units = units.filter(open_enough, base__in=known)
    named = [(f"base:{base.pk}", base.name, "base", base) for base in known.values()]
    named += [
        (f"unit:{pk}", name, "unit", known[base])
        for pk, name, base in of_units.values_list("pk", "name", "base")
        if base is not None
    ]
    return [
        HandedIn(key, (name,), kind, base.latitude, base.longitude, base.place_precision)
        for key, name, kind, base in named
    ]


def with_area(rows: QuerySet[R]) -> QuerySet[R]:
    """Bases or units with their duty area, without its boundary."""
    return rows.select_related("area").defer("area__boundary")


def with_base(standing: Standing, rows: QuerySet[Unit]) -> QuerySet[Unit]:
    """Units with their base; `base` is None where this person may not see it."""
    return rows.prefetch_related(Prefetch("base", queryset=bases_for(standing)))


# --- the lists


def found_bases(standing: Standing, asked: Mapping[str, str]) -> QuerySet[Base]:
    """The bases a filter finds: kind, when ("open", "closed" or "all") and retired ("1")."""
    bases = bases_for(standing).filter(retired=asked.get("retired") == "1")
    if kind := asked.get("kind"):
        bases = bases.filter(kind=kind)
    when, today = asked.get("when") or "open", clock.today(standing.mission)
    if when == "open":
        bases = bases.filter(standing_on(today))
    elif when == "closed":
        bases = bases.exclude(standing_on(today))
    return with_area(bases).order_by("name", "pk")


def found_units(standing: Standing, asked: Mapping[str, str]) -> QuerySet[Unit]:
    """The units a filter finds: able ("yes", "no", "unknown") and retired ("1")."""
    units = units_for(standing).filter(retired=asked.get("retired") == "1")
    able = {"yes": Q(able=True), "no": Q(able=False), "unknown": Q(able=None)}
    if asked.get("able") in able:
        units = units.filter(able[asked["able"]])
    return with_area(units).order_by("name", "pk")


def bases_not_known(standing: Standing) -> dict[str, int]:
    """What is not known of the bases that stand today, counted."""
    today = clock.today(standing.mission)
    return (
        bases_for(standing)
        .filter(standing_on(today), retired=False)
        .aggregate(
            bases=Count("pk"),
            without_point=Count("pk", filter=Q(latitude=None) | Q(longitude=None)),
            without_troops=Count("pk", filter=Q(troops=None)),
            without_number=Count("pk", filter=Q(duty_number="")),
            undated=Count("pk", filter=Q(opened=None)),
        )
    )


def units_not_known(standing: Standing) -> dict[str, int]:
    """What is not known of the units this person sees, counted."""
    return (
        units_for(standing)
        .filter(retired=False)
        .aggregate(
            units=Count("pk"),
            able_unknown=Count("pk", filter=Q(able=None)),
            without_base=Count("pk", filter=Q(base=None)),
        )
    )


# --- for the rooms that calculate


def bases_of(mission: Mission, on: date) -> Bases:
    """The bases that stood on a day, as the core knows bases; its id is the code.

    Gives   Bases. Those without a point are counted in the notes; ask with an earlier day for the
            bases of some months before.
    """
    stood = Base.objects.filter(
        standing_on(on), mission=mission, retired=False, invented=False, compartment=""
    )
    bases = list(stood.order_by("code"))
    placed = [base for base in bases if base.latitude is not None and base.longitude is not None]
    opened = [base.opened for base in placed if base.opened]
    notes = []
    if without := len(bases) - len(placed):
        notes.append(say("{n} bases have no coordinates and are left out", n=without))
    if undated := sum(base.opened is None for base in placed):
        notes.append(say("{n} bases have no opening date: taken to have stood", n=undated))
    return Bases(
        tuple(
            KnownBase(
                base.code,
                base.name,
                float(base.latitude or 0),
                float(base.longitude or 0),
                mission.code,
                base.opened,
                base.troops,
            )
            for base in placed
        ),
        on=on,
        known_from=max(opened, default=None),
        notes=tuple(notes),
    )


# --- nearness


@dataclass(frozen=True)
class NearBase:
    """A base, how far in a straight line, and in which direction from the point."""

    base: Base
    km: float
    direction: Words


def nearest_bases(standing: Standing, lat: float, lon: float, *, limit: int = 3) -> list[NearBase]:
    """The bases nearest to a point that stand today, of those this person may see.

    Gives   at most `limit` Near, nearest first. A straight line is the least distance, never the
            travel time.
    """
    near = _placed_bases(standing).by_distance(lat, lon)[:limit]
    return [_near_base(base, km, lat, lon) for km, base in near]


@dataclass(frozen=True)
class _Placed:
    """Bases with a point, and their n latitudes and longitudes in degrees."""

    bases: Sequence[Base]
    lats: Floats
    lons: Floats

    def by_distance(self, lat: float, lon: float) -> list[tuple[float, Base]]:
        """Kilometres and base, nearest first."""
        km = distance_km(np.array(lat), np.array(lon), self.lats, self.lons)
        return [(float(km[at]), self.bases[at]) for at in np.argsort(km, kind="stable").tolist()]


def _placed_bases(standing: Standing) -> _Placed:
    """The bases with a point that stand today, of those this person may see."""
    placed = bases_for(standing).filter(latitude__isnull=False, longitude__isnull=False)
    bases = list(placed.filter(standing_on(standing.on), retired=False))
    points = np.array([(b.latitude, b.longitude) for b in bases], dtype=np.float64).reshape(-1, 2)
    return _Placed(bases, *points.T)


def _near_base(base: Base, km: float, lat: float, lon: float) -> NearBase:
    return NearBase(base, km, direction(bearing(lat, lon, base.latitude, base.longitude)))  # type: ignore[arg-type]


# --- compartment capacity


def holds_readiness(standing: Standing) -> bool:
    """Whether the person reads readiness, reach and caveats."""
    return Compartment.CAPACITY in standing.compartments


def readiness_of(standing: Standing, unit: Unit) -> UnitReadiness | None:
    """The readiness of a unit, for holders of the compartment; the read is a line in the audit.

    Gives   None to everybody else, and where none is recorded.
    """
    if not holds_readiness(standing):
        return None
    readiness = UnitReadiness.objects.filter(unit=unit, mission=standing.mission).first()
    if readiness is not None:
        trail.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind="unitreadiness",
            subject=readiness.pk,
            unit=str(unit.pk),
        )
    return readiness
