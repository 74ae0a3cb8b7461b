"""How places are read: through the policy for people, whole for the rooms that calculate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from tutela.base.distances import bearing, chord_to_km, distance_km, unit_vectors
from tutela.base.later import np, pl
from tutela.base.messages import say
from tutela.places.areas import code_as_source_says, shape_of_area
from tutela.places.finder import Entry, Finder, Match
from tutela.places.gazetteer import PLACES, Places
from tutela.places.layers import land_of
from tutela.places.names import area_name, fold, sound
from tutela_web.access.geometry import Spot
from tutela_web.access.models import DutyArea, Mission, current
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.base import clock
from tutela_web.base.values import Words
from tutela_web.places.columns import versions
from tutela_web.places.ground import direction
from tutela_web.places.models import OtherName, Place, name_of
from tutela_web.records.record_cache import NewestByKey

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
    site        a kind of site that the text names in this town, where none on the list is meant
    """

    place: Place
    score: float
    matched: str
    distance_km: float | None = None
    landmark: Landmark | None = None
    site: str = ""


Bools: TypeAlias = "NDArray[np.bool_]"

NOWHERE = -2.0
"""Farther than any point of the globe, as a product of unit vectors."""


@dataclass(frozen=True)
class KnownPlaces:
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
    finder: Finder
    row_of: Mapping[UUID, int]
    _likely: dict[tuple[str, float], list[Match]] = field(default_factory=dict)

    def likely(self, said: str, *, least: float) -> list[Match]:
        """What a name may mean of all of them, kept with them: pages ask the names of every file
        again."""
        if (said, least) not in self._likely:
            self._likely[said, least] = self.finder.find(said, least=least)
        return self._likely[said, least]

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


_KEPT: NewestByKey[KnownPlaces] = NewestByKey()


def known_places(mission: Mission) -> KnownPlaces:
    """The mission's Unclassified places, kept in this process until one changes."""
    open_places = Place.objects.filter(mission=mission, classification=0, compartment="")
    return _KEPT.get(mission.pk, versions(mission), lambda: _ready(open_places))


def closed_places(standing: Standing) -> KnownPlaces:
    """The places this person may see that are marked: asked for each time, and never kept."""
    return _ready(places_for(standing).exclude(classification=0))


ASKED = ("name", "other_names", "kind", "town_id", "code", "pcode", "latitude", "longitude")


def _ready(places: QuerySet[Place]) -> KnownPlaces:
    rows = list(
        places.filter(retired=False)
        .order_by("pk")
        .values_list("pk", "area_id", "author_id", *ASKED)
    )
    across: list[Any] = [list(column) for column in zip(*rows, strict=True)] or [[]] * 11
    ids, areas, authors, names, others, kinds, towns, codes, pcodes, *point = across
    lat, lon = (np.array([np.nan if v is None else v for v in c], dtype=np.float64) for c in point)
    entries = [
        Entry(pk, (name, *map(name_of, also)), kind, town, (code, pcode))
        for pk, name, also, kind, town, code, pcode in zip(
            ids, names, others, kinds, towns, codes, pcodes, strict=True
        )
    ]
    return KnownPlaces(
        ids=tuple(ids),
        areas=tuple(areas),
        authors=tuple(authors),
        names=tuple(names),
        lat=lat,
        lon=lon,
        vectors=np.nan_to_num(unit_vectors(lat, lon)),
        landmark=np.isin(np.array(kinds, dtype=object), [str(kind) for kind in LANDMARKS]),
        finder=Finder(entries),
        row_of={pk: at for at, pk in enumerate(ids)},
    )


def lookup(
    standing: Standing, text: str, *, near: tuple[float, float] | None = None, limit: int = 8
) -> list[PlaceMatch]:
    """Places a text may mean, likeliest first, of those this person may see.

    Takes   a name or alias as written or heard, in any of its languages, a place's code, or the
            P-code of an area; near, latitude and longitude: nearer comes first among equals.
    Gives   at most `limit` PlaceMatches. The places' names are kept in the process, who may see
            them is not: confidential places are looked up apart, through the policy.
    """
    if not text.strip() or not standing.reads("places"):
        return []
    known = known_places(standing.mission)
    visible = known.seen_by(standing)
    seen = None if visible.all() else visible.tolist().__getitem__
    closed = closed_places(standing)
    scored = [(known, match) for match in known.finder.find(text, seen=seen, limit=limit)]
    scored += [(closed, match) for match in closed.finder.find(text, limit=limit)]
    return match_places(known, standing, scored, near=near, limit=limit)


def match_places(
    known: KnownPlaces,
    standing: Standing | None,
    scored: Sequence[tuple[KnownPlaces, Match]],
    *,
    near: tuple[float, float] | None = None,
    limit: int,
) -> list[PlaceMatch]:
    """The places that were matched, through the policy, in order: the nearer and larger of
    equals first.

    Takes   known, the mission's Unclassified places, from which it is told where each lies;
            standing, None for what came through a gateway: of those known alone.
    """
    if not scored:
        return []
    if standing is not None:
        seen = places_for(standing)
    else:
        seen = Place.objects.filter(classification=0, compartment="")
    ids = [key for _part, match in scored if isinstance(key := match.entry.key, UUID)]
    rows = seen.filter(retired=False, pk__in=ids)
    places = {place.pk: place for place in rows.select_related("area").defer("area__boundary")}
    visible = known.seen_by(standing) if standing is not None else np.ones(len(known.ids), np.bool_)
    matches = [
        PlaceMatch(
            place,
            match.score,
            match.matched,
            _km(place, near),
            _told_from(known, visible, place) if standing is not None else None,
            match.site,
        )
        for _part, match in scored
        if (place := places.get(match.entry.key))  # type: ignore[call-overload]
    ]
    far = float("inf")
    matches.sort(
        key=lambda match: (
            -match.score,
            far if match.distance_km is None else match.distance_km,
            -(match.place.population or 0),
            match.place.name,
        )
    )
    return matches[:limit]


def _km(place: Place, near: tuple[float, float] | None) -> float | None:
    if near is None or place.latitude is None or place.longitude is None:
        return None
    return float(distance_km(*map(np.array, (*near, place.latitude, place.longitude))))


def nearest_known(standing: Standing, place: Place) -> Landmark | None:
    """The nearest town or site, else the nearest place, that a place can be told from."""
    known = known_places(standing.mission)
    return _told_from(known, known.seen_by(standing), place)


def _told_from(known: KnownPlaces, visible: Bools, place: Place) -> Landmark | None:
    if place.latitude is None or place.longitude is None or not known.ids:
        return None
    here = unit_vectors(np.array([place.latitude]), np.array([place.longitude]))[0]
    near = np.where(visible & np.isfinite(known.lat), known.vectors @ here, NOWHERE)
    if (own := known.row_of.get(place.pk)) is not None:
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


BESIDE_BORDER = 0.1
"""Degrees, some 11 km: so near the border of the area a source names, the name outweighs a point
that may itself be rounded to a tenth of a degree."""


def fold_area(name: str) -> str:
    """The name of an area as it is compared: without its level's word, accents and case.

    >>> fold_area("Jonglei state") == fold_area("JONGLEI")
    True
    """
    return sound(area_name(name))


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

    def area_ids_as_named(
        self,
        lat: Sequence[float | None],
        lon: Sequence[float | None],
        named: Sequence[tuple[str | None, str | None, str | None]],
    ) -> list[UUID | None]:
        """The area of each point, or the one its source names where the point lies in none of them
        or beside its border: a source that writes Jonglei of a river at its edge means Jonglei.

        Takes   n points; of each the county, the state and the country its source names.
        """
        area_ids = self.area_ids(lat, lon)
        meant = {names: self.area_named(*names) for names in set(named)}
        for at, (y, x, names) in enumerate(zip(lat, lon, named, strict=True)):
            area = meant[names]
            if area is None or area_ids[at] == area:
                continue
            outside = area_ids[at] is None or y is None or x is None
            if outside or self._is_beside(area, y, x):
                area_ids[at] = area
        return area_ids

    def _is_beside(self, area: UUID, y: float | None, x: float | None) -> bool:
        import shapely

        (boundary,) = [s for a, s in zip(self.areas, self.shapes, strict=True) if a.pk == area]
        return bool(shapely.dwithin(boundary, shapely.Point(x, y), BESIDE_BORDER))

    def area_named(self, county: str | None, state: str | None, iso3: str | None) -> UUID | None:
        """The area that goes by the name of a county or a state, else the one that holds most of
        the state's land; None where no name agrees."""
        for name in (county, state):
            if name:
                alike = [area for area in self.areas if fold_area(area.name) == fold_area(name)]
                if alike:
                    return alike[0].pk
        pcode = code_as_source_says(state, iso3)
        land = shape_of_area(pcode) if pcode else None
        if land is None:
            return None
        for area, boundary in zip(self.areas, self.shapes, strict=True):
            if boundary.intersection(land).area > land.area / 2:
                return area.pk
        return None

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
