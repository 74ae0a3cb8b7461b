"""How places are read: through the policy for people, whole for the rooms that calculate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import polars as pl
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from numpy.typing import NDArray

from tutela.base.globe import chord_to_km, distance_km, unit_vectors
from tutela.base.messages import say
from tutela.places.gazetteer import PLACES, Gazetteer, Places
from tutela.places.layers import land_of
from tutela.places.names import fold, sound
from tutela_web.access.geometry import Spot
from tutela_web.access.models import DutyArea, Mission, current
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.base import clock
from tutela_web.base.values import Words
from tutela_web.places.columns import versions
from tutela_web.places.ground import bearing, direction
from tutela_web.places.models import OtherName, Place, name_of, names_beside
from tutela_web.records.record_cache import NewestByKey

LANDMARKS = (Place.Kind.TOWN, Place.Kind.SITE)
"""Kinds of place people know from afar: directions are told from them first."""

FAR_KM = 150.0
"""Beyond this a town is no landmark."""


def places_for(standing: Standing) -> QuerySet[Place]:
    """The places this person may see."""
    return Place.objects.filter(standing.sees_open("places"))


def places_by_name(standing: Standing) -> QuerySet[Place]:
    """The places this person may choose from a list: by name, without those that were retired."""
    return places_for(standing).filter(retired=False).order_by("name", "code")


# --- the list


Assessed = Callable[[Standing], QuerySet[Any, Any]]
ASSESSED: dict[str, Assessed] = {}
"""From a room above that assesses places: its records of them, each with a field `place`. The lower
room never asks it."""


def never_assessed(standing: Standing) -> Q:
    """The places no room above has assessed."""
    condition = Q()
    for assessed in ASSESSED.values():
        condition &= ~Q(Exists(assessed(standing).filter(place=OuterRef("pk"))))
    return condition


def found_places(standing: Standing, asked: Mapping[str, str]) -> QuerySet[Place]:
    """The places a filter finds.

    Takes   area (a code, or "none"), kind, phone ("no" or "unknown"), never ("1"), retired ("1")
            and q (part of a name in any spelling, a code or a P-code).
    """
    places = places_for(standing).filter(retired=asked.get("retired") == "1")
    if area := asked.get("area"):
        places = places.filter(Q(area=None) if area == "none" else Q(area__code=area))
    if kind := asked.get("kind"):
        places = places.filter(kind=kind)
    if phone := {"no": Q(phone_coverage=False), "unknown": Q(phone_coverage=None)}.get(
        asked.get("phone", "")
    ):
        places = places.filter(phone)
    if asked.get("never") == "1" and standing.reads("risks"):
        places = places.filter(never_assessed(standing))
    if said := asked.get("q", "").strip():
        places = places.filter(
            Q(folded__contains=fold(said)) | Q(code__iexact=said) | Q(pcode__istartswith=said)
        )
    return places.select_related("area").defer("area__boundary").order_by("name", "pk")


def not_known(standing: Standing) -> dict[str, int]:
    """What is not known of the places this person sees, counted."""
    return (
        places_for(standing)
        .filter(retired=False)
        .aggregate(
            places=Count("pk"),
            without_point=Count("pk", filter=Q(latitude=None) | Q(longitude=None)),
            without_area=Count("pk", filter=Q(area=None)),
            without_population=Count("pk", filter=Q(population=None)),
            phone_unknown=Count("pk", filter=Q(phone_coverage=None)),
        )
    )


# --- for the rooms that calculate


COLUMNS = (
    "code",
    "name",
    "latitude",
    "longitude",
    "pcode",
    "adm1",
    "kind",
    "population",
    "other_names",
    "source",
)


def gazetteer_of(mission: Mission) -> Places:
    """Every place of the mission with a point, as the core knows places; its id is the code.

    Invented ones, of a demonstration, are left out: no event is put there, and no score. So are
    the sites of a town: what happened there is the town's.

    Gives   Places in order of their codes; those without a point are counted in the notes.
    """
    rows = (
        Place.objects.filter(mission=mission, retired=False, compartment="", invented=False)
        .filter(town=None)
        .order_by("code")
        .values_list(*COLUMNS)
    )
    kept = [row for row in rows.iterator(5000) if row[2] is not None and row[3] is not None]
    without = rows.count() - len(kept)
    notes = (say("{n} places have no coordinates and are left out", n=without),) if without else ()
    return Places(_frame(kept, mission.iso3), (), notes)


PlaceRow = tuple[
    str,
    str,
    float | None,
    float | None,
    str,
    str,
    str,
    int | None,
    Sequence[OtherName],
    str,
]
"""A place by COLUMNS."""


def _frame(rows: Sequence[PlaceRow], iso3: str) -> pl.DataFrame:
    """Rows of COLUMNS as the core's table of places."""
    across: list[Any] = [list(column) for column in zip(*rows, strict=True)] or [[]] * len(COLUMNS)
    code, name, lat, lon, pcode, adm1, kind, population, others, source = across
    return pl.DataFrame(
        {
            "id": code,
            "name": name,
            "lat": lat,
            "lon": lon,
            "pcode": [text or None for text in pcode],
            "adm1": [text or None for text in adm1],
            "iso3": [iso3] * len(rows),
            "kind": kind,
            "population": population,
            "aliases": [[name_of(other) for other in names] for names in others],
            "source": source,
        },
        schema=PLACES,
    )


# --- the lookup


@dataclass(frozen=True)
class Landmark:
    """What a place is told from: "12 km north-east of Bor"."""

    name: str
    km: float
    direction: Words


@dataclass(frozen=True)
class PlaceMatch:
    """A place a text may mean, for a person to choose.

    score       0 to 100; 100 only if the name, or an alias, is the text but for accents and case.
    distance_km from the point asked about; None if none was, or the place has none.
    """

    place: Place
    score: float
    matched: str
    distance_km: float | None = None
    landmark: Landmark | None = None


Bools = NDArray[np.bool_]

NOWHERE = -2.0
"""Farther than any point of the globe, as a product of unit vectors."""


@dataclass(frozen=True)
class _Known:
    """The Unclassified places of a mission, ready to be asked: the names of these are no secret.

    Who may see which is asked again at each lookup.
    """

    ids: tuple[UUID, ...]
    areas: tuple[UUID | None, ...]
    authors: tuple[UUID | None, ...]
    names: tuple[str, ...]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    vectors: NDArray[np.float64]
    landmark: Bools
    gazetteer: Gazetteer
    row_of: Mapping[str, int]
    by_code: Mapping[str, tuple[int, ...]]

    def seen_by(self, standing: Standing) -> Bools:
        """Which of them the policy lets this person see."""
        reading = standing.readings.get("places")
        if reading is None:
            return np.zeros(len(self.ids), dtype=np.bool_)
        if reading.areas is EVERYWHERE:
            return np.ones(len(self.ids), dtype=np.bool_)
        own = standing.person.pk if reading.own else None
        return np.array(
            [
                area in reading.areas or (own is not None and author == own)
                for area, author in zip(self.areas, self.authors, strict=True)
            ],
            dtype=np.bool_,
        )


_KEPT: NewestByKey[_Known] = NewestByKey()


def _known_places(mission: Mission) -> _Known:
    """The mission's Unclassified places, kept in this process until one changes."""
    open_places = Place.objects.filter(mission=mission, classification=0, compartment="")
    return _KEPT.get(mission.pk, versions(mission), lambda: _ready(open_places, mission.iso3))


def _ready(places: QuerySet[Place], iso3: str) -> _Known:
    rows = list(
        places.filter(retired=False)
        .order_by("pk")
        .values_list("pk", "area_id", "author_id", *COLUMNS)
    )
    frame = _frame([(str(row[0]), *row[4:]) for row in rows], iso3)
    lat = frame["lat"].fill_null(np.nan).to_numpy()
    lon = frame["lon"].fill_null(np.nan).to_numpy()
    by_code: dict[str, tuple[int, ...]] = {}
    for at, row in enumerate(rows):
        for code in {row[3].casefold(), row[7].casefold()} - {""}:
            by_code[code] = (*by_code.get(code, ()), at)
    return _Known(
        ids=tuple(row[0] for row in rows),
        areas=tuple(row[1] for row in rows),
        authors=tuple(row[2] for row in rows),
        names=tuple(row[4] for row in rows),
        lat=lat,
        lon=lon,
        vectors=np.nan_to_num(unit_vectors(lat, lon)),
        landmark=frame["kind"].is_in([str(kind) for kind in LANDMARKS]).to_numpy(),
        gazetteer=Gazetteer(Places(frame)),
        row_of={str(row[0]): at for at, row in enumerate(rows)},
        by_code=by_code,
    )


def lookup(
    standing: Standing, text: str, *, near: tuple[float, float] | None = None, limit: int = 8
) -> list[PlaceMatch]:
    """Places a text may mean, likeliest first, of those this person may see.

    Takes   a name or alias as written or heard, in any of its languages, a place's code, or the
            P-code of an area; near, latitude and longitude: nearer comes first among equals.
    Gives   at most `limit` Found. The places' names are kept in the process, who may see them is
            not: confidential places are looked up apart, through the policy.
    """
    said = text.strip()
    if not said:
        return []
    known = _known_places(standing.mission)
    closed = _ready(places_for(standing).exclude(classification=0), standing.mission.iso3)
    scored = [
        (known, at, score, name) for at, score, name in _matches(known, said, standing, limit)
    ]
    scored += [(closed, at, score, name) for at, score, name in _matches(closed, said, None, limit)]
    ids = [part.ids[at] for part, at, _, _ in scored]
    seen = places_for(standing).filter(retired=False, pk__in=ids)
    seen = seen.select_related("area").defer("area__boundary")
    places = {place.pk: place for place in seen}
    visible = known.seen_by(standing)
    matches = [
        PlaceMatch(place, score, name, _km(place, near), _told_from(known, visible, place))
        for part, at, score, name in scored
        if (place := places.get(part.ids[at]))
    ]
    far = float("inf")
    matches.sort(
        key=lambda f: (
            -f.score,
            far if f.distance_km is None else f.distance_km,
            -(f.place.population or 0),
            f.place.name,
        )
    )
    return matches[:limit]


def place_named(mission: Mission, texts: Sequence[str]) -> list[Place | None]:
    """The one Unclassified place that each text names exactly, but for accents and case; else None.

    For what came through a gateway, which stands for nobody: a person chooses where it is unsure.
    """
    said = [text.strip()[:200] for text in texts]
    if not any(said):
        return [None] * len(said)
    known = _known_places(mission)
    matched = [_matches(known, text, None, 8) if text else [] for text in said]
    sure = [{at for at, score, _name in found if score >= 100} for found in matched]
    ids = [known.ids[min(rows)] if len(rows) == 1 else None for rows in sure]
    if not any(ids):
        return [None] * len(said)
    with_area = Place.objects.select_related("area").defer("area__boundary")
    places = with_area.in_bulk({pk for pk in ids if pk})
    return [places.get(pk) if pk else None for pk in ids]


def place_heard(standing: Standing, said: str) -> Place | None:
    """The one listed place that a name means by ear, of those this person may see: "weikol" and
    "wei kol" are Wei-Kol. None where two sound so, or where the words say more than a name: a
    distance and a direction are another place.

    A name spelled as it stands goes before those that only sound so.
    """
    said = said.strip()[:200]
    if len(_heard_whole(said)) < SHORTEST_HEARD:
        return None
    alike: dict[bool, dict[UUID, Place]] = {True: {}, False: {}}
    for match in lookup(standing, said):
        names = (match.place.name, *names_beside(match.place))
        if any(_heard_whole(name) == _heard_whole(said) for name in names):
            spelled = any(fold(name) == fold(said) for name in names)
            alike[spelled][match.place.pk] = match.place
    found = [*(alike[True] or alike[False]).values()]
    return found[0] if len(found) == 1 else None


SHORTEST_HEARD = 3
"""A name of fewer sounds is like too many."""


def _heard_whole(name: str) -> str:
    """A name as the ear has it, in one word: who writes it down parts it as they like."""
    return sound(name).replace(" ", "")


def _matches(
    known: _Known, said: str, standing: Standing | None, limit: int
) -> list[tuple[int, float, str]]:
    """Rows, scores and names that match; only rows the standing sees, where one is given."""
    seen = known.seen_by(standing) if standing else np.ones(len(known.ids), dtype=np.bool_)
    code = said.casefold()
    coded = [at for at in known.by_code.get(code, ()) if seen[at]]
    if not coded and re.fullmatch(r"[a-z]{2}\d{2,}", code):  # the P-code of an area around them
        within = (rows for of, rows in known.by_code.items() if of.startswith(code))
        coded = [at for rows in within for at in rows if seen[at]]
    if coded:
        return [(at, 100.0, said) for at in coded[:limit]]
    wide = limit if seen.all() else len(known.ids)
    candidates = known.gazetteer.lookup(said, limit=wide) if wide else []
    rows = [(known.row_of[c.place.id], c.score, c.matched) for c in candidates]
    return [row for row in rows if seen[row[0]]][:limit]


def _km(place: Place, near: tuple[float, float] | None) -> float | None:
    if near is None or place.latitude is None or place.longitude is None:
        return None
    return float(distance_km(*map(np.array, (*near, place.latitude, place.longitude))))


def nearest_known(standing: Standing, place: Place) -> Landmark | None:
    """The nearest town or site, else the nearest place, that a place can be told from."""
    known = _known_places(standing.mission)
    return _told_from(known, known.seen_by(standing), place)


def _told_from(known: _Known, visible: Bools, place: Place) -> Landmark | None:
    if place.latitude is None or place.longitude is None or not known.ids:
        return None
    here = unit_vectors(np.array([place.latitude]), np.array([place.longitude]))[0]
    near = np.where(visible & np.isfinite(known.lat), known.vectors @ here, NOWHERE)
    if (own := known.row_of.get(str(place.pk))) is not None:
        near[own] = NOWHERE
    at = int(np.argmax(np.where(known.landmark, near, NOWHERE)))
    km = _chord_km(near[at])
    if not known.landmark[at] or km > FAR_KM:
        at = int(np.argmax(near))
        km = _chord_km(near[at])
    if near[at] == NOWHERE:
        return None
    towards = bearing(known.lat[at], known.lon[at], place.latitude, place.longitude)
    return Landmark(known.names[at], km, direction(towards))


def _chord_km(cosine: float) -> float:
    """Kilometres over ground between two unit vectors, from their product."""
    return float(chord_to_km(np.sqrt(np.array(max(0.0, 2 - 2 * cosine)))))


# --- duty areas


def spots(standing: Standing) -> list[Spot]:
    """The places this person sees, as points that ought to lie in a duty area."""
    rows = places_for(standing).filter(
        retired=False, latitude__isnull=False, longitude__isnull=False
    )
    return [
        Spot(name, lat, lon, reverse("places:record", args=[standing.mission.code, pk]))
        for pk, name, lat, lon in rows.values_list("pk", "name", "latitude", "longitude")
        if lat is not None and lon is not None
    ]


@dataclass(frozen=True)
class Boundaries:
    """The boundaries of a mission's duty areas on a day: which area a point lies in."""

    areas: tuple[DutyArea, ...]
    shapes: tuple[Any, ...]

    def area_ids(
        self, lat: Iterable[float | None], lon: Iterable[float | None]
    ) -> list[UUID | None]:
        """The area of each point; a field office's before a command's, then by code; None outside
        all of them, or where the point is not known."""
        import shapely  # which a start does without

        y = np.array([np.nan if v is None else v for v in lat], dtype=np.float64)
        x = np.array([np.nan if v is None else v for v in lon], dtype=np.float64)
        area_at = np.full(len(y), -1)
        known = np.isfinite(x) & np.isfinite(y)
        for at, boundary in enumerate(self.shapes):
            asked = known & (area_at < 0)
            if asked.any():
                inside = shapely.intersects_xy(boundary, x[asked], y[asked])
                area_at[np.flatnonzero(asked)[inside]] = at
        return [self.areas[at].pk if at >= 0 else None for at in area_at.tolist()]

    def holding(self, lat: float, lon: float) -> list[DutyArea]:
        """Every area a point lies in: a field office's, a command's."""
        import shapely

        return [
            area
            for area, boundary in zip(self.areas, self.shapes, strict=True)
            if shapely.intersects_xy(boundary, lon, lat)
        ]


def first_view(mission: Mission) -> dict[str, Any]:
    """What a map of the mission shows first: the country's land, set off, and its edges."""
    land = land_of(mission.iso3)
    edges = [round(edge, 3) for edge in land.bounds] if land is not None else None
    return {"iso3": [mission.iso3], "bounds": edges}


def boundaries_of(mission: Mission) -> Boundaries:
    """The boundaries that hold today."""
    import shapely
    from shapely.geometry import shape

    on = clock.today(mission)
    dated = Q(starts__isnull=True) & (Q(ends__isnull=True) | Q(ends__gt=on))
    drawn = [
        area
        for area in DutyArea.objects.filter(current(on) | dated, mission=mission)
        if area.boundary
    ]
    drawn.sort(key=lambda area: (area.kind != DutyArea.Kind.FIELD_OFFICE, area.code))
    shapes = [shape(area.boundary) for area in drawn]
    for boundary in shapes:
        shapely.prepare(boundary)
    return Boundaries(tuple(drawn), tuple(shapes))
