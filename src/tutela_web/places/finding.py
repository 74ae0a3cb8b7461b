"""The one place finder over a mission's own lists: for pages, texts, telephones, programs, files.

Places and areas are this room's; rooms above hand in what else has a place: bases, units. What a
person may not see is no candidate and pushes none out. A message that came through a gateway stands
for nobody: it names Unclassified places alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from uuid import UUID

from tutela.places.areas import read_areas
from tutela.places.finder import AHEAD, AREA, SURE, Entry, Finder, Match, area_entries, settle
from tutela.places.names import fold
from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.places.models import Place, PlacePrecision
from tutela_web.places.queries import (
    KnownPlaces,
    PlaceMatch,
    closed_places,
    known_places,
    match_places,
)

MOST_OFFERED = 8


@dataclass(frozen=True)
class HandedIn:
    """What else words may mean: a base, a unit, an area.

    key     its kind and its id: the value of a choice on a form
    names   every name, its own first
    area    the duty area, of one that is an area
    """

    key: str
    names: tuple[str, ...]
    kind: str
    latitude: float | None = None
    longitude: float | None = None
    precision: int | None = None
    area: DutyArea | None = None


HANDED_IN: dict[str, Callable[[Mission, Standing | None], Iterable[HandedIn]]] = {}
"""From the rooms above, by a word of theirs: what this person, or a gateway, may name of it. This
room never asks them by name."""


@dataclass(frozen=True)
class WhereFound:
    """What words for a place may mean, likeliest first; `place` or `other` where one is meant.

    place   the place chosen; other, the base, unit or area; None where a person chooses
    site    a kind of site that the words name in `place`, where none on the list is meant
    words   of a message the words that name it
    """

    offered: tuple[PlaceMatch, ...] = ()
    others: tuple[HandedIn, ...] = ()
    place: Place | None = None
    other: HandedIn | None = None
    site: str = ""
    words: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether one of them is meant, well ahead of the others."""
        return self.place is not None or self.other is not None

    def fields(self) -> dict[str, FieldValue]:
        """The fields of what is meant; none where nothing is."""
        if self.place is not None:
            return {"place": self.place}
        return fields_of(self.other) if self.other is not None else {}


def fields_of(handed: HandedIn) -> dict[str, FieldValue]:
    """The fields of a base, a unit or an area."""
    fields: dict[str, FieldValue] = {}
    if handed.latitude is not None and handed.longitude is not None:
        fields["latitude"], fields["longitude"] = handed.latitude, handed.longitude
    if handed.precision is not None:
        fields["place_precision"] = handed.precision
    if handed.area is not None:
        fields["area"] = handed.area
    return fields


@dataclass(frozen=True)
class WhereFinder:
    """The finder for one person, or for what comes through the gateways of a mission; made once
    for a page, a batch of texts or a file."""

    mission: Mission
    standing: Standing | None = None
    only_places: bool = False
    _asked: dict[str, WhereFound] = field(default_factory=dict)

    @cached_property
    def _known(self) -> KnownPlaces:
        return known_places(self.mission)

    @cached_property
    def _parts(self) -> list[tuple[KnownPlaces, Callable[[int], bool] | None]]:
        if self.standing is None:
            return [(self._known, None)]
        if not self.standing.reads("places"):
            return []
        visible = self._known.seen_by(self.standing)
        seen = None if visible.all() else visible.tolist().__getitem__
        return [(self._known, seen), (closed_places(self.standing), None)]

    @cached_property
    def _handed(self) -> dict[str, HandedIn]:
        if self.only_places:
            return {}
        handed = [
            thing for source in HANDED_IN.values() for thing in source(self.mission, self.standing)
        ]
        if self.standing is not None and self.standing.reads("places"):
            handed += _duty_areas(self.mission)
        return {thing.key: thing for thing in handed}

    @cached_property
    def _other_finders(self) -> list[Finder]:
        if self.only_places:
            return []
        entries = [Entry(thing.key, thing.names, thing.kind) for thing in self._handed.values()]
        return [Finder(entries), _areas_of(self.mission.iso3)]

    def find(self, said: str, *, limit: int = MOST_OFFERED) -> WhereFound:
        """What words for a place mean, as a person writes them where a place is asked for."""
        if said not in self._asked:
            self._asked[said] = self._answer(
                [
                    [(known, match) for match in known.finder.find(said, seen=seen, limit=limit)]
                    for known, seen in self._parts
                ],
                [match for f in self._other_finders for match in f.find(said, limit=limit)],
                limit,
            )
        return self._asked[said]

    def has_place(self, said: str) -> bool:
        """Whether one place of the list is meant, without asking the database for it."""
        least = SURE - AHEAD
        matches = [
            match
            for known, seen in self._parts
            for match in (
                known.likely(said, least=least)
                if seen is None
                else known.finder.find(said, seen=seen, least=least)
            )
        ]
        return settle(sorted(matches, key=lambda match: -match.score)) is not None

    def find_in(
        self, text: str, *, no_place: Callable[[str], bool] = lambda word: False
    ) -> WhereFound:
        """What a message names."""
        return self._answer(
            [
                [
                    (known, match)
                    for match in known.finder.find_in(text, seen=seen, no_place=no_place)
                ]
                for known, seen in self._parts
            ],
            [match for f in self._other_finders for match in f.find_in(text, no_place=no_place)],
            MOST_OFFERED,
        )

    def _answer(
        self,
        of_places: Sequence[Sequence[tuple[KnownPlaces, Match]]],
        of_others: Sequence[Match],
        limit: int,
    ) -> WhereFound:
        scored = [pair for part in of_places for pair in part]
        handed = [match for match in of_others if match.entry.key in self._handed]
        ours = {fold(match.entry.names[0]) for match in handed}
        of_others = [  # a duty area of the mission goes before the area of that name on the map
            match
            for match in of_others
            if match.entry.key in self._handed or fold(match.entry.names[0]) not in ours
        ]
        chosen = settle(sorted([m for _k, m in scored] + [*of_others], key=lambda m: -m.score))
        others: list[HandedIn] = []
        if self.standing is None:  # nobody is there to choose
            scored = [(known, match) for known, match in scored if match is chosen]
        else:
            others = [
                thing for match in of_others if (thing := self._handed_of(match.entry)) is not None
            ]
        offered = match_places(self._known, self.standing, scored, limit=limit)
        places = {match.place.pk: match.place for match in offered}
        if chosen is None:
            return WhereFound(tuple(offered), tuple(others))
        place = places.get(chosen.entry.key) if isinstance(chosen.entry.key, UUID) else None
        return WhereFound(
            tuple(offered),
            tuple(others),
            place,
            None if place is not None else self._handed_of(chosen.entry),
            chosen.site if place is not None else "",
            chosen.words,
        )

    def _handed_of(self, entry: Entry) -> HandedIn | None:
        """What was handed in under this key; of a P-code the area on the map of administration."""
        key = str(entry.key)
        if key in self._handed:
            return self._handed[key]
        if entry.kind != AREA:
            return None
        precision = PlacePrecision.PROVINCE if len(key) <= 4 else PlacePrecision.DISTRICT
        return HandedIn(
            key, entry.names, AREA, precision=precision, area=self._duty_area_around(key)
        )

    def _duty_area_around(self, pcode: str) -> DutyArea | None:
        """The one duty area in which all places of the list lie that have this P-code."""
        rows = Place.objects.filter(
            mission=self.mission, pcode__startswith=pcode, retired=False, classification=0
        )
        areas = set(rows.order_by().values_list("area", flat=True).distinct()[:2])
        if len(areas) != 1 or None in areas:
            return None
        return DutyArea.objects.filter(pk__in=areas).defer("boundary").first()

    def handed_under(self, key: str) -> HandedIn | None:
        """What was handed in under a key, of what this person may name; an area by its P-code."""
        if key not in self._handed and (area := read_areas().get(key)) is not None:
            return self._handed_of(Entry(area.pcode, (area.name,), AREA))
        return self._handed.get(key)


@lru_cache(maxsize=8)
def _areas_of(iso3: str) -> Finder:
    return Finder(area_entries([iso3]))


def _duty_areas(mission: Mission) -> list[HandedIn]:
    rows = DutyArea.objects.filter(mission=mission).defer("boundary").order_by("code")
    return [HandedIn(f"{AREA}:{area.pk}", (area.name, area.code), AREA, area=area) for area in rows]


def find_where(standing: Standing, said: str) -> WhereFound:
    """What one person's words for a place mean; see `WhereFinder`."""
    if not said.strip():
        return WhereFound()
    return WhereFinder(standing.mission, standing).find(said)


def place_meant(standing: Standing, said: str) -> Place | None:
    """The one place of the list that words mean, well ahead of any other; else None."""
    if not said.strip():
        return None
    return WhereFinder(standing.mission, standing, only_places=True).find(said).place
