"""A mission with two areas, one person for each role, and somebody of another mission."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tutela_web.access.models import DutyArea, Holding, Mission, Person, Post
from tutela_web.access.policy import roles
from tutela_web.access.vault import keyring
from tutela_web.places.models import Place
from tutela_web.records import verbs as records

IN_AREA = frozenset(
    {"field_reporter", "head_of_field_office", "unit_commander", "police_unit_commander"}
    | {"sector_operations"}
)
"""Roles whose people work in the North alone."""

TODAY = date(2018, 12, 31)
SINCE = date(2018, 1, 1)


@dataclass
class KitCast:
    """The people by role, their mission and its areas, a place in each; `chen` is of another
    mission."""

    mission: Mission
    other_mission: Mission
    north: DutyArea
    south: DutyArea
    people: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, who: str) -> Person:
        return self.people[who]

    @property
    def chen(self) -> Person:
        """Analyst of another mission."""
        return self.people["chen"]

    def place(self, name: str = "Luma", area: DutyArea | None = None) -> Place:
        """A place on record, in the North where nothing is said."""
        made = Place(name=name, code=name.lower(), latitude=4.85, longitude=31.6)
        made.area, made.classification = area or self.north, 0
        return records.create(made, mission=self.mission, by=self.people["analyst"])


def assemble() -> KitCast:
    """The missions luma and tarso, whose clocks stand on 31 December 2018, and their people."""
    keyring.make_first()
    mission, other = _mission("luma"), _mission("tarso")
    north, south = (
        DutyArea.objects.create(mission=mission, code=code, name=f"Field Office {code.title()}")
        for code in ("north", "south")
    )
    cast = KitCast(mission, other, north, south)
    for role in roles():
        cast.people[role] = _person(role)
        _hold(mission, role, cast.people[role], north if role in IN_AREA else None)
    cast.people["chen"] = _person("chen")
    _hold(other, "analyst", cast.people["chen"], None)
    return cast


def _mission(code: str) -> Mission:
    shift = datetime(2018, 12, 31, 6, 0, tzinfo=UTC) - datetime.now(UTC)
    return Mission.objects.create(
        code=code,
        name=f"Mission in {code.title()}",
        iso3="SSD",
        time_zone="Africa/Juba",
        clock_shift=timedelta(seconds=int(shift.total_seconds())),
    )


def _person(name: str) -> Person:
    made = Person(username=name, name=name.replace("_", " ").title(), needs_second_factor=False)
    made.set_unusable_password()
    made.save()
    return made


def _hold(mission: Mission, role: str, person: Person, area: DutyArea | None) -> None:
    post = Post.objects.create(mission=mission, role=role, title=role.replace("_", " "), area=area)
    Holding.objects.create(post=post, person=person, starts=SINCE)
