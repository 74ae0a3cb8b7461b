"""The one invented cast: everybody of the access table, in one mission; Chen is of another.

    Amina   analyst of this mission, by a post: may edit
    Boris   colleague of this mission, by a role alone: may read
    Chen    analyst of another mission: sees nothing here
    Root    administrator: sees nothing of content anywhere

Everybody else is called by the role: cast["head_of_field_office"]. Those who work in an area work
in the North.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.tutela_web import make
from tutela_web.access.models import DutyArea, Holding, Mission, Person, Post
from tutela_web.access.policy import roles
from tutela_web.access.vault import keyring

IN_AREA = {
    "field_reporter",
    "head_of_field_office",
    "unit_commander",
    "police_unit_commander",
    "sector_operations",
}
SINCE = date(2018, 1, 1)


@dataclass
class Cast:
    """The people, their mission, and its two areas."""

    mission: Mission
    other_mission: Mission
    north: DutyArea
    south: DutyArea
    people: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, who: str) -> Person:
        return self.people[who]

    @property
    def amina(self) -> Person:
        return self.people["analyst"]

    @property
    def boris(self) -> Person:
        return self.people["boris"]

    @property
    def chen(self) -> Person:
        return self.people["chen"]

    @property
    def adviser(self) -> Person:
        return self.people["poc_adviser"]

    @property
    def hofo(self) -> Person:
        return self.people["head_of_field_office"]


def assemble() -> Cast:
    """Create the mission of Luma, a second mission, and the whole cast; the vault has its key."""
    keyring.make_first()
    mission = make.mission("luma")
    other = make.mission("tarso")
    cast = Cast(mission, other, make.area(mission, "north"), make.area(mission, "south"))
    cast.people = {who: make.unsaved_person(who) for who in [*roles(), "boris", "chen"]}
    posts = [
        make.unsaved_post(mission, role, area=cast.north if role in IN_AREA else None)
        for role in roles()
    ]
    posts.append(make.unsaved_post(other, "analyst"))
    holders = [cast.people[role] for role in roles()] + [cast.chen]
    Person.objects.bulk_create(cast.people.values())  # hundreds of tests begin with the cast
    Post.objects.bulk_create(posts)
    Holding.objects.bulk_create(
        Holding(post=post, person=person, starts=SINCE)
        for post, person in zip(posts, holders, strict=True)
    )
    make.role(mission, "analyst", cast.boris)
    return cast
