"""The one policy: may this person see this, may this person do this.

A role gives reading, a dated post gives authority and its role's reading, a compartment opens by
named grant. Two tables, data/roles.csv and data/acts.csv, say it all; everything that shows or
changes a record asks here: pages, API, tiles, search, counts, exports, notifications and errors.

    standing = standing_of(person, mission)
    Incident.objects.filter(standing.sees("incidents"))
    standing.may("verify_incident", area=incident.area_id)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import BadParameter
from tutela.base.later import pl
from tutela.base.messages import say
from tutela_web.access.models import (
    CompartmentGrant,
    DutyArea,
    Holding,
    Mission,
    Person,
    RoleGrant,
    current,
)
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.markings import Classification
from tutela_web.base.tables.compiled import Compiled
from tutela_web.base.values import OfMission
from tutela_web.plugins import rooms

EVERYWHERE = None
"""The scope of a role that reads the whole mission."""

NOBODY = Q(pk__in=[])

OVERSIGHT = frozenset({"auditor"})
"""Roles of bodies that look into a mission: what they read is logged outside its chain."""


@dataclass(frozen=True)
class Role:
    """A role of data/roles.csv: what it reads as its own, in its area, and mission-wide."""

    role: str
    label: str
    clearance: int
    own: frozenset[str]
    area: frozenset[str]
    mission: frozenset[str]
    compartments: frozenset[str]


def _table(name: str) -> list[dict[str, str]]:
    return shipped_rows("tutela_web.access", name)


def _words(cell: str) -> frozenset[str]:
    return frozenset(cell.split())


@cache
def roles() -> dict[str, Role]:
    """Every role by its name."""
    return {
        row["role"]: Role(
            row["role"],
            row["label"],
            int(row["clearance"]),
            _words(row["own"]),
            _words(row["area"]),
            _words(row["mission"]),
            _words(row["compartments"]),
        )
        for row in rooms.with_kinds_of_rooms(_table("roles.csv"))
    }


@cache
def acts() -> dict[str, frozenset[str]]:
    """Every act, and the roles whose posts give authority to do it."""
    return {row["act"]: _words(row["roles"]) for row in _table("acts.csv") + rooms.acts_of_rooms()}


Areas = frozenset[UUID] | None  # EVERYWHERE, or the areas


def _common(areas: Areas, others: Areas) -> Areas:
    if areas is EVERYWHERE:
        return others
    return areas if others is EVERYWHERE else areas & others


@dataclass(frozen=True)
class ReadingRight:
    """How far somebody reads one kind of record: areas (or everywhere), own, and up to where.

    areas and clearance are the widest and the highest of all roles; which clearance holds in which
    areas is in `parts`, because a role's clearance ends where its areas end.
    """

    areas: Areas = frozenset()
    own: bool = False
    clearance: int = 0
    parts: frozenset[tuple[Areas, int]] = frozenset()

    def join(self, other: ReadingRight) -> ReadingRight:
        """Both together: the wider of each; each clearance in its own areas."""
        wide = self.areas is EVERYWHERE or other.areas is EVERYWHERE
        return ReadingRight(
            EVERYWHERE if wide else (self.areas or frozenset()) | (other.areas or frozenset()),
            self.own or other.own,
            max(self.clearance, other.clearance),
            self.parts | other.parts,
        )

    def narrowed_to(self, right: ReadingRight) -> ReadingRight:
        """What of this lies within another reading too; the own only if that one is everywhere."""
        parts = frozenset(
            (_common(areas, theirs), min(clearance, most))
            for areas, clearance in self.parts
            for theirs, most in right.parts
        )
        return ReadingRight(
            _common(self.areas, right.areas),
            self.own and right.areas is EVERYWHERE,
            min(self.clearance, right.clearance),
            parts,
        )

    def reaches(self, marking: int, area: UUID | None) -> bool:
        """Whether it reads what is marked so and lies in this area: as `condition`, in hand."""
        return any(
            marking <= clearance and (areas is EVERYWHERE or area in areas)
            for areas, clearance in self.parts
        )

    def condition(self, at: str) -> Q:
        """The records within the areas of each role, up to its clearance."""
        seen = NOBODY
        for areas, clearance in self.parts:
            part = Q(**{f"{at}classification__lte": clearance})
            if areas is not EVERYWHERE:
                part &= Q(**{f"{at}area_id__in": areas})
            seen |= part
        return seen


class MarkedRecord(Protocol):
    """A record as far as the policy asks of it, saved or not."""

    mission_id: UUID
    author_id: UUID | None
    area_id: UUID | None
    classification: int


@dataclass(frozen=True)
class Standing:
    """What one person is in one mission today. Made afresh for each request; never cached."""

    person: Person
    mission: Mission
    on: date
    roles: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()
    readings: dict[str, ReadingRight] = field(default_factory=dict)
    compartments: frozenset[str] = frozenset()
    authority: dict[str, Areas] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.roles)

    def reads(self, kind: str) -> bool:
        """Whether any record of this kind could be seen."""
        return kind in self.readings

    def reads_everywhere(self, kind: str) -> bool:
        """Whether this kind is read mission-wide."""
        return kind in self.readings and self.readings[kind].areas is EVERYWHERE

    def reads_whole(self, kind: str) -> bool:
        """Whether no record of this kind is kept from this person: mission-wide, at every marking.
        Who does not is never told that something is absent, only that they may not read it."""
        reading = self.readings.get(kind)
        most = max(Classification.values)
        return reading is not None and any(
            areas is EVERYWHERE and clearance >= most for areas, clearance in reading.parts
        )

    @property
    def highest(self) -> int:
        """The highest marking anything this person reads may carry: for the banner of a page, and
        where a compartment is read without its kind. It opens no kind of record by itself."""
        return max((reading.clearance for reading in self.readings.values()), default=0)

    def sees(self, kind: str, *, at: str = "", own: str | None = "author_id") -> Q:
        """The records of a kind this person may see, as a condition for a queryset.

        Takes   the kind as data/roles.csv names it; `at`, the path from the queryset's model to
                the record ("risk__" from a hotspot); `own`, the field that names who made it.
        """
        reading = self.readings.get(kind)
        if reading is None:
            return NOBODY
        seen = reading.condition(at)
        if reading.own and own:
            seen |= Q(**{f"{at}{own}": self.person.pk})
        return seen & Q(**{f"{at}mission_id": self.mission.pk})

    def sees_one(self, kind: str, record: MarkedRecord) -> bool:
        """As `sees`, for a record in hand, saved or not. No query."""
        reading = self.readings.get(kind)
        if reading is None or record.mission_id != self.mission.pk:
            return False
        if reading.own and record.author_id == self.person.pk:
            return True
        return reading.reaches(record.classification, record.area_id)

    def sees_open(self, kind: str, *, at: str = "") -> Q:
        """As `sees`, for records that carry a compartment of their own: the open ones, and those
        of compartments held."""
        held = Q(**{f"{at}compartment__in": ["", *sorted(self.compartments)]})
        return self.sees(kind, at=at) & held

    def sees_rows(self, kind: str, *, own: bool = False) -> pl.Expr:
        """As `sees`, for a table in memory that holds one mission: the same condition over its
        columns `classification`, `area` and, with `own`, `author` (ids as hex, or null)."""
        seen = pl.lit(False)
        if own and kind in self.readings and self.readings[kind].own:
            seen = (pl.col("author") == self.person.pk.hex).fill_null(False)
        for areas, clearance in self.readings[kind].parts if kind in self.readings else ():
            part = pl.col("classification") <= clearance
            if areas is not EVERYWHERE:
                ours = [area.hex for area in areas]
                part &= pl.col("area").is_in(ours).fill_null(False)
            seen |= part
        return seen

    def sees_open_rows(self, kind: str) -> pl.Expr:
        """As `sees_open`, for a table in memory with the column `compartment` too."""
        held = pl.col("compartment").is_in(["", *sorted(self.compartments)])
        return self.sees_rows(kind, own=True) & held

    @property
    def as_said(self) -> str:
        """By which post somebody acts, as records keep it in words; their name without one."""
        return (self.titles[0] if self.titles else str(self.person))[:160]

    def may(self, act: str, *, area: UUID | None = None) -> bool:
        """Whether a post held today gives authority for the act, in that area."""
        if act not in acts():
            raise KeyError(act)
        if act not in self.authority:
            return False
        areas = self.authority[act]
        return areas is EVERYWHERE or (area is not None and area in areas)

    def may_somewhere(self, act: str) -> bool:
        """Whether the act could be done at all: for showing a button, never for allowing."""
        return act in self.authority

    def require(self, act: str, *, area: UUID | None = None, of: OfMission | None = None) -> None:
        """Raise Denied unless the act may be done. Every verb begins with this.

        Takes   of, the record it is done to: BadParameter where that is another mission's.
        """
        if not self.may(act, area=area):
            raise Denied(
                "no post you hold today gives this authority here",
                next="ask the Chief of Staff who holds the post",
            )
        self.require_ours(of)

    def require_ours(self, *named: OfMission | None) -> None:
        """Raise BadParameter for a record of another mission; None names no record."""
        if any(one is not None and one.mission_id != self.mission.pk for one in named):
            raise BadParameter(say("this belongs to another mission"))

    def require_marking(self, kind: str, marking: int) -> None:
        """Raise BadParameter for a classification above the own clearance: the record would be
        lost to who gave it."""
        reading = self.readings.get(kind)
        if reading is None or marking > reading.clearance:
            raise BadParameter(
                say("you may not read what is classified so high"),
                next=say("choose a lower classification"),
            )


def standing_of(person: Person | AnonymousUser | None, mission: Mission) -> Standing:
    """What the person is in the mission today, by the mission's own clock.

    Gives an empty standing (false) for strangers, inactive people and nobody.
    """
    if not isinstance(person, Person):
        # nobody: what is empty asks nothing of its person
        return Standing(person=person, mission=mission, on=clock.today(mission))  # type: ignore[arg-type]
    return standings_of([person], mission)[person.pk]


def standings_of(people: Iterable[Person], mission: Mission) -> dict[UUID, Standing]:
    """What each of these people is in the mission today; hundreds in as many queries as one."""
    on = clock.today(mission)
    standings = {person.pk: Standing(person=person, mission=mission, on=on) for person in people}
    active = [pk for pk, standing in standings.items() if standing.person.is_active]
    if not active:
        return standings
    given_roles: dict[UUID, list[tuple[str, Areas, bool]]] = {pk: [] for pk in active}
    titles: dict[UUID, list[str]] = {pk: [] for pk in active}
    granted: dict[UUID, tuple[UUID, str, set[UUID]]] = {}
    for grant, pk, name, area in _read_rows(ROLE_GRANTS, active, mission, on):
        _pk, _name, named_areas = granted.setdefault(grant, (pk, name, set()))
        if area is not None:
            named_areas.add(area)
    for pk, name, named_areas in granted.values():
        given_roles[pk].append((name, frozenset(named_areas), False))
    rows = _read_rows(HOLDINGS, active, mission, on)
    commands = {area for *_, area, kind in rows if kind == DutyArea.Kind.COMMAND}
    offices = _offices(commands, mission, on)
    for pk, name, title, area, _kind in rows:
        areas: Areas = EVERYWHERE if area is None else frozenset([area, *offices.get(area, ())])
        given_roles[pk].append((name, areas, True))
        titles[pk].append(title)
    named: dict[UUID, set[str]] = {pk: set() for pk in active}
    for pk, compartment in _read_rows(COMPARTMENTS, active, mission, on):
        named[pk].add(compartment)
    for pk in active:
        readings: dict[str, ReadingRight] = {}
        authority: dict[str, Areas] = {}
        compartments = named[pk] if given_roles[pk] else set()
        for name, areas, is_post in given_roles[pk]:
            role = roles().get(name)
            if role is None:
                continue
            compartments |= role.compartments
            _add_readings(readings, role, areas)
            if is_post:
                _add_authority(authority, name, areas)
        if any(name in OVERSIGHT for name, _, _ in given_roles[pk]):
            standings[pk].person.oversees = mission.pk  # audit.record keeps their lines apart
        standings[pk] = replace(
            standings[pk],
            roles=frozenset(name for name, _, _ in given_roles[pk]),
            titles=tuple(titles[pk]),
            readings=readings,
            compartments=frozenset(compartments),
            authority=authority,
        )
    return standings


RightsQuery = Callable[[Q, Mission | UUID, date], QuerySet[Any, Any]]


def _compile_for_one(of: RightsQuery) -> Compiled:
    return Compiled(
        lambda person, mission, on: of(Q(person=person), mission, on),
        person=UUID,
        mission=UUID,
        on=date,
    )


def _role_grants(people: Q, mission: Mission | UUID, on: date) -> QuerySet[RoleGrant, Any]:
    rows = RoleGrant.objects.filter(people, current(on), mission=mission)
    return rows.values_list("pk", "person", "role", "areas")


def _holdings(people: Q, mission: Mission | UUID, on: date) -> QuerySet[Holding, Any]:
    rows = Holding.objects.filter(people, current(on), post__mission=mission)
    return rows.order_by("order", "starts").values_list(
        "person", "post__role", "post__title", "post__area", "post__area__kind"
    )


def _compartments(people: Q, mission: Mission | UUID, on: date) -> QuerySet[CompartmentGrant, Any]:
    rows = CompartmentGrant.objects.filter(people, current(on), mission=mission)
    return rows.values_list("person", "compartment")


ROLE_GRANTS, HOLDINGS, COMPARTMENTS = (
    (of, _compile_for_one(of)) for of in (_role_grants, _holdings, _compartments)
)
"""What makes a standing: of several people, and of one, which every request asks."""


def _read_rows(
    query: tuple[RightsQuery, Compiled], people: list[UUID], mission: Mission, on: date
) -> list[tuple[Any, ...]]:
    of_several, of_one = query
    if len(people) == 1:
        return of_one.rows(person=people[0], mission=mission.pk, on=on)
    return list(of_several(Q(person__in=people), mission, on))


def _offices(commands: set[UUID], mission: Mission, on: date) -> dict[UUID, list[UUID]]:
    """The field offices' areas that each tactical command's area shares ground with. A record lies
    in a field office's area, so a commander reads and acts in those. One query, where there is one.
    """
    if not commands:
        return {}
    from shapely.geometry import shape  # not before somebody commands an area

    drawn = {
        duty_area: shape(duty_area.boundary)
        for duty_area in DutyArea.objects.filter(mission=mission, boundary__isnull=False)
        if duty_area.holds(on)
    }
    offices = [one for one in drawn if one.kind == DutyArea.Kind.FIELD_OFFICE]
    return {
        one.pk: [office.pk for office in offices if drawn[one].intersection(drawn[office]).area > 0]
        for one in drawn
        if one.pk in commands
    }


def operator_of(mission: Mission) -> Standing:
    """Who runs a command on the machine itself, and names nobody it acts for: reads and takes away
    what a POC adviser does, in no compartment, up to Confidential, and may change nothing.

    What such a command gives out is a line in the audit without a person.
    """
    nobody = Person(username="", is_active=False)
    role = roles()["poc_adviser"]
    readings: dict[str, ReadingRight] = {}
    _add_readings(readings, replace(role, clearance=min(role.clearance, 1)), EVERYWHERE)
    for closed in ("community_closed", "escorts"):
        readings.pop(closed)  # a person of the office or the adviser opens it, no command
    return Standing(person=nobody, mission=mission, on=clock.today(mission), readings=readings)


def readings_of(role: Role, areas: Areas) -> dict[str, ReadingRight]:
    """What a role reads by itself, of each kind, where it is held in these areas."""
    readings: dict[str, ReadingRight] = {}
    _add_readings(readings, role, areas)
    return readings


def _add_readings(readings: dict[str, ReadingRight], role: Role, areas: Areas) -> None:
    """A post without an area covers the mission, but a role that reads in its area needs one."""
    scopes: Iterable[tuple[frozenset[str], ReadingRight]] = (
        (role.own, ReadingRight(frozenset(), True, role.clearance)),
        (role.area, _right_within(areas, role.clearance)),
        (role.mission, _right_within(EVERYWHERE, role.clearance)),
    )
    for kinds, reading in scopes:
        for kind in kinds:
            readings[kind] = readings.get(kind, ReadingRight()).join(reading)


def _right_within(areas: Areas, clearance: int) -> ReadingRight:
    return ReadingRight(areas, True, clearance, frozenset([(areas, clearance)]))


def _add_authority(authority: dict[str, Areas], role: str, areas: Areas) -> None:
    for act, holders in acts().items():
        if role in holders:
            had = authority.get(act, frozenset())
            wide = had is EVERYWHERE or areas is EVERYWHERE
            authority[act] = EVERYWHERE if wide else (had or frozenset()) | (areas or frozenset())


def as_role(name: str, standing: Standing) -> Standing:
    """What a post of a role would read across this mission, without its authority: for verbs that
    keep what the mission holds, whoever asks them to. Never for showing.
    """
    role = roles()[name]
    readings: dict[str, ReadingRight] = {}
    _add_readings(readings, role, EVERYWHERE)
    return replace(
        standing,
        roles=frozenset([name]),
        titles=(),
        readings=readings,
        compartments=role.compartments,
        authority={},
    )


def taking(standing: Standing) -> Standing:
    """The standing under which copies are made to be taken away: no compartment, and only where
    the person may take from.

    Raises  Http404 if the person takes nothing away.
    """
    exports = standing.readings.get("exports")
    if exports is None:
        raise Http404
    readings = {kind: read.narrowed_to(exports) for kind, read in standing.readings.items()}
    return replace(standing, compartments=frozenset(), readings=readings)


def missions_of(person: Person | AnonymousUser | None) -> list[Mission]:
    """The missions in which the person stands for anything today."""
    if not isinstance(person, Person):
        return []
    near = Mission.objects.filter(
        Q(role_grants__person=person) | Q(posts__holdings__person=person)
    ).distinct()
    return [mission for mission in near.order_by("name") if standing_of(person, mission)]


def has_lapsed(person: Person | AnonymousUser | None) -> bool:
    """Whether the person stood for something once and stands for nothing, anywhere, today."""
    if not isinstance(person, Person):
        return False
    stood = person.holdings.exists() or person.role_grants.exists()
    return stood and not missions_of(person)
