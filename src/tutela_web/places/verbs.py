"""How places change: made, edited, retired, loaded from a list, and given their duty area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter, Rejection
from tutela.base.messages import say
from tutela.places.gazetteer import Places, ids_of
from tutela.places.names import fold
from tutela.places.sites import SITES, site_said
from tutela.places.types import Place as KnownPlace
from tutela_web.access.audit import trail
from tutela_web.access.models import DutyArea, Mission, Person
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.tables.points import point_fault
from tutela_web.places.inputs import PlaceInput
from tutela_web.places.models import Place
from tutela_web.places.queries import boundaries_of, places_for
from tutela_web.records import verbs as records
from tutela_web.records.versions.verbs import update_with_versions

POINT = {"latitude", "longitude"}

KINDS = {
    "city": "town",
    "town": "town",
    "populated place": "town",
    "admin-1 capital": "town",
    "admin-0 capital": "town",
    "village": "village",
    "hamlet": "village",
    "boma": "village",
    "camp": "site",
    "site": "site",
    "crossing": "crossing",
    **{kind: kind for kind in SITES},
}
"""The core's words for kinds of place, and ours; any other is Kind.OTHER."""


def require_point(lat: float | None, lon: float | None) -> None:
    """Raise BadParameter for half a point, and for 0, 0; both blank is a point not known."""
    if fault := point_fault(lat, lon):
        raise BadParameter(fault[1], where=fault[0], next=fault[2])


def make_places(rows: Sequence[PlaceInput], *, by: Standing) -> list[Place]:
    """Make places from the values of their fields; each gets the area its point lies in.

    Takes   fields of Place by name; a blank code is made from the name; an area given is by hand.
    Raises  Denied unless the act edit_places holds in the area of every one; BadParameter if a
            code is taken, a point cannot stand, or a marking is above the own clearance.
    """
    if not by.may_somewhere("edit_places"):
        by.require("edit_places")
    if not rows:
        return []
    boundaries = boundaries_of(by.mission)
    drawn = boundaries.area_ids(
        [row.get("latitude") for row in rows], [row.get("longitude") for row in rows]
    )
    taken = set(Place.objects.filter(mission=by.mission).values_list("code", flat=True))
    said = [str(row.get("code") or "") for row in rows]
    if twice := sorted((taken & set(said)) - {""}):
        raise BadParameter(_("this code is taken"), where=twice[0], next=_("choose another code"))
    iso3 = by.mission.iso3
    blank = [at for at, code in enumerate(said) if not code]
    made = ids_of([iso3] * len(blank), [str(rows[at]["name"]) for at in blank], {*taken, *said})
    codes = dict(zip(blank, made, strict=True))
    places = []
    for at, row in enumerate(rows):
        require_point(row.get("latitude"), row.get("longitude"))
        by.require_marking("places", row.get("classification", 0))
        values: dict[str, Any] = {
            name: value for name, value in row.items() if name not in ("code", "area_id")
        }
        by_hand = row.get("area_id")
        place = Place(
            **{"classification": 0, "known_at": clock.now(by.mission)} | values,
            code=said[at] or codes[at],
            area_id=by_hand or drawn[at],
            area_by_hand=bool(by_hand),
        )
        by.require("edit_places", area=place.area_id)
        places.append(place)
    records.create_many(places, mission=by.mission, by=by.person)
    return places


def may_make_site(town: Place, by: Standing) -> bool:
    """Whether somebody may say that a site lies in a town: who raises alerts or edits places
    there."""
    return any(by.may(act, area=town.area_id) for act in ("raise_alert", "edit_places"))


def name_of_site(town: Place, kind: str, said: str) -> str:
    """What a site is called: as it was said, where the words name a site, else by kind and town."""
    if site_said(said):
        return " ".join(said.split())[:160]
    label = str(Place.Kind(kind).label)
    return f"{label[:1].upper()}{label[1:]}, {town.name}"[:160]


def make_site(town: Place, kind: str, said: str, *, by: Standing) -> Place:
    """A site of a town: the one of that kind and name that is on record, or a new one.

    Takes   kind, of SITES; said, the words it was called by: they are its name where they name a
            site.
    Raises  Denied for who may neither edit places nor raise an alert there.
    """
    by.require_ours(town)
    if kind not in SITES:
        raise BadParameter(say("there is no such kind of site"), where="place")
    if not may_make_site(town, by):
        by.require("edit_places", area=town.area_id)
    name = name_of_site(town, kind, said)
    for site in Place.objects.filter(town=town, kind=kind, retired=False).order_by("pk"):
        if fold(name) in {fold(one) for one in (site.name, *site.aliases)}:
            return site
    taken = Place.objects.filter(mission=by.mission).values_list("code", flat=True)
    (code,) = ids_of([by.mission.iso3], [name], set(taken))
    site = Place(
        code=code,
        name=name,
        kind=kind,
        town=town,
        latitude=town.latitude,
        longitude=town.longitude,
        place_precision=town.place_precision,
        adm1=town.adm1,
        adm2=town.adm2,
        area=town.area,
        classification=town.classification,
        compartment=town.compartment,
        invented=town.invented,
        source=_("named by who raised an alert"),
        known_at=clock.now(by.mission),
    )
    return records.create(site, mission=by.mission, by=by.person)


def edit_place(
    place: Place, changes: PlaceInput, *, version: int, by: Standing, reason: str = ""
) -> Place:
    """Change fields of a place; where its point moves, its area follows unless set by hand.

    Takes   changes, field -> value; an area among them sets the area by hand, None gives it back
            to the boundaries; version, the one the person was looking at.
    Raises  Denied without authority in the place's area, and in the one it would lie in; Conflict;
            BadParameter for a taken code, a point that cannot stand, or a marking above the own
            clearance.
    """
    by.require("edit_places", area=place.area_id, of=place)
    by.require_marking("places", changes.get("classification", 0))
    wanted: dict[str, Any] = {
        name: value for name, value in changes.items() if (name, value) != ("code", "")
    }
    if "area_id" in wanted:
        chosen = wanted.pop("area_id")
        wanted["area"] = chosen and DutyArea.objects.get(pk=chosen, mission=by.mission)
    if code := wanted.get("code"):
        others = Place.objects.filter(mission=by.mission, code=code).exclude(pk=place.pk)
        if others.exists():
            raise BadParameter(_("this code is taken"), next=_("choose another code"))
    if "area" in wanted:
        wanted["area_by_hand"] = wanted["area"] is not None
    with transaction.atomic():
        now = records.edit(
            place, wanted, version=version, by=by.person, reason=reason, seen=places_for(by)
        )
        if POINT & wanted.keys():
            require_point(now.latitude, now.longitude)  # as merged
        if not now.area_by_hand and (POINT | {"area"}) & wanted.keys():
            boundaries = boundaries_of(by.mission)
            (area,) = boundaries.area_ids([now.latitude], [now.longitude])
            if boundaries.areas:
                now = records.edit(now, {"area_id": area}, version=now.version, by=by.person)
        by.require("edit_places", area=now.area_id)
    return now


def retire_place(
    place: Place, *, retired: bool = True, version: int, by: Standing, reason: str
) -> Place:
    """Take a place off the lists, or bring it back; its record and its history stay.

    Raises  BadParameter without a reason.
    """
    if not reason.strip():
        raise BadParameter(_("a reason is needed to retire a place"), next=_("write the reason"))
    return edit_place(place, {"retired": retired}, version=version, by=by, reason=reason.strip())


def place_areas(mission: Mission, *, by: Person | None = None) -> int:
    """Give every place of the mission the area its point lies in; areas set by hand stay.

    Gives   how many places moved. Nothing moves while no boundary is drawn.
    """
    boundaries = boundaries_of(mission)
    if not boundaries.areas:
        return 0
    with transaction.atomic():
        places = list(
            Place.objects.select_for_update(no_key=True).filter(mission=mission, area_by_hand=False)
        )
        areas = boundaries.area_ids([p.latitude for p in places], [p.longitude for p in places])
        moved = []
        for place, area in zip(places, areas, strict=True):
            if place.area_id != area:
                place.area_id, place.version = area, place.version + 1
                moved.append(place)
        if moved:
            update_with_versions(moved, ["area", "version"], by=by, at=clock.now(mission))
            trail.record(
                "edit", mission=mission, by=by, kind="place", fields=["area"], number=len(moved)
            )
    return len(moved)


@dataclass(frozen=True)
class LoadedPlaces:
    """What a list of places brought: records made, places already there, rows refused, notes."""

    made: int
    there: int
    rejected: tuple[Rejection, ...]
    notes: tuple[str, ...]


def load_places(known: Places, *, by: Standing) -> LoadedPlaces:
    """Bring a list of places in as records, with their other names.

    Takes   Places of the core: of a file (read_places) or of events (places_from_events).
    Gives   Loaded. A place whose code is already there is left as it is: people may have edited
            it. Population is taken as undated.
    Raises  Denied unless the act edit_places holds in the area of every new place.
    """
    there = set(Place.objects.filter(mission=by.mission).values_list("code", flat=True))
    new = [place for place in known.places() if place.id[:80] not in there]
    rows = [values_of(place) for place in new]
    made = make_places(rows, by=by)
    return LoadedPlaces(len(made), len(known) - len(made), known.rejected, known.notes)


def values_of(place: KnownPlace) -> PlaceInput:
    """What a record of a place holds of a place the core knows; words too long are cut."""
    names: list[Mapping[str, str]] = [
        {"name": name[:160], "language": ""} for name in place.aliases
    ]
    return {
        "code": place.id[:80],
        "name": place.name[:160],
        "latitude": place.lat,
        "longitude": place.lon,
        "kind": KINDS.get(place.kind, "other"),
        "pcode": place.pcode or "",
        "adm1": place.adm1 or "",
        "population": place.population,
        "other_names": names,
        "source": place.source[:120],
    }
