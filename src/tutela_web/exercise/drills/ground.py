"""The ground an exercise is played on: areas, places, bases and posts of the live mission, copied.

No record of what happened, no contact, no telephone number and no source goes with them, and
nothing that is marked above what every player may read of its kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import override

from tutela.exercise.script import Role, said_in
from tutela_web.access.models import DutyArea, Holding, Mission, Person, Post, RoleGrant
from tutela_web.access.people.verbs import make_exercise_mission
from tutela_web.access.policy import Standing, standings_of
from tutela_web.base import clock
from tutela_web.base.ids import new_id
from tutela_web.base.values import FieldValue
from tutela_web.capacity.models import Base
from tutela_web.capacity.units.queries import bases_for
from tutela_web.exercise.drills.models import DrillSeat
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records import verbs as records
from tutela_web.records.models import Record

OF_AREA = ("code", "name", "kind", "boundary", "starts", "ends")
OF_PLACE = (
    "code",
    "name",
    "kind",
    "latitude",
    "longitude",
    "place_precision",
    "adm1",
    "adm2",
    "pcode",
    "population",
    "population_on",
    "other_names",
    "area_by_hand",
    "classification",
    "language",
    "invented",
)
OF_BASE = (
    "code",
    "name",
    "kind",
    "latitude",
    "longitude",
    "place_precision",
    "opened",
    "classification",
    "language",
    "invented",
)
READ_AFTER = timedelta(days=14)
"""So long an exercise that is over may still be read by who took part [P]."""
READS_ALL = "analyst"
"""The role by which who conducts and observes reads the exercise: reading alone, no act."""


def _copy_fields(
    row: DutyArea | Place | Base, fields: Sequence[str], **more: FieldValue
) -> dict[str, Any]:
    return {"id": new_id(), **{name: getattr(row, name) for name in fields}, **more}


def copy_ground(
    name: str, seats: Sequence[DrillSeat], shift: timedelta, *, by: Standing
) -> Mission:
    """Make an exercise mission with the ground of the live one, as far as each player may read it.

    Takes   name, of the exercise; seats, its players; shift, of its clock.
    """
    live = by.mission
    exercise = make_exercise_mission(live, name, shift, by=by.person)
    areas: dict[UUID, DutyArea] = {}
    for area in DutyArea.objects.filter(mission=live):
        areas[area.pk] = DutyArea(mission=exercise, **_copy_fields(area, OF_AREA))
    DutyArea.objects.bulk_create(areas.values())
    players = standings_of([seat.person for seat in seats], live)
    places = _copy_places(exercise, areas, _least(players.values(), "places"), by)
    _copy_bases(exercise, areas, places, _least(players.values(), "bases"), by)
    return exercise


def _least(players: Iterable[Standing], kind: str) -> int:
    """The highest marking of a kind that each of these people may read; below all for none."""
    marks = [
        candidate.readings[kind].clearance if candidate.reads(kind) else -1 for candidate in players
    ]
    return min(marks, default=-1)


def _copy_places(
    exercise: Mission, areas: dict[UUID, DutyArea], most: int, by: Standing
) -> dict[UUID, Place]:
    rows = places_for(by).filter(retired=False, classification__lte=most, compartment="")
    copies: dict[UUID, Place] = {}
    live = list(rows.order_by("pk"))
    for row in live:
        copies[row.pk] = Place(**_copy_fields(row, OF_PLACE, **_in_area(row, areas)))
    for row in live:
        if row.town_id in copies:
            copies[row.pk].town = copies[row.town_id]
    records.create_many(list(copies.values()), mission=exercise, by=by.person)
    return copies


def _copy_bases(
    exercise: Mission,
    areas: dict[UUID, DutyArea],
    places: dict[UUID, Place],
    most: int,
    by: Standing,
) -> None:
    rows = bases_for(by).filter(retired=False, classification__lte=most, compartment="")
    copies = [
        Base(
            **_copy_fields(row, OF_BASE, **_in_area(row, areas)),
            place=places.get(row.place_id) if row.place_id else None,
        )
        for row in rows.order_by("pk")
    ]
    records.create_many(copies, mission=exercise, by=by.person)


def _in_area(row: Record, areas: dict[UUID, DutyArea]) -> dict[str, Any]:
    return {"area": areas.get(row.area_id) if row.area_id else None}


def seat_players(
    exercise: Mission, seats: Sequence[DrillSeat], roles: Sequence[Role], by: Person
) -> None:
    """Copy the posts of the live mission without their telephone numbers, and give each player the
    one of their role; a role that the live mission has no post of gets one."""
    copied = _copy_posts(exercise, seats)
    on = clock.today(exercise)
    taken: set[UUID] = set()
    by_code = {role.code: role for role in roles}
    for seat in seats:
        role = by_code[seat.role_code]
        post = copied.get(seat.post_id) if seat.post_id else None
        free = (
            candidate
            for candidate in copied.values()
            if candidate.role == role.role and candidate.pk not in taken
        )
        post = post or next(free, None)
        if post is None:
            with override(seat.person.language):
                title = said_in(role.label, seat.person.language)
            post = Post.objects.create(mission=exercise, role=role.role, title=title[:120])
        taken.add(post.pk)
        Holding.objects.create(post=post, person=seat.person, starts=on, given_by=by)


def _copy_posts(exercise: Mission, seats: Sequence[DrillSeat]) -> dict[UUID, Post]:
    live = list(
        Post.objects.filter(mission=seats[0].drill.mission).select_related("area").order_by("pk")
    )
    areas = {area.code: area for area in DutyArea.objects.filter(mission=exercise)}
    copied = {
        post.pk: Post(
            id=new_id(),
            mission=exercise,
            role=post.role,
            title=post.title,
            area=areas.get(post.area.code) if post.area else None,
        )
        for post in live
    }
    for post in live:
        if post.reports_to_id in copied:
            copied[post.pk].reports_to = copied[post.reports_to_id]
    Post.objects.bulk_create(copied.values())
    return copied


def close_soon(exercise: Mission) -> None:
    """Let an exercise that is over be read for READ_AFTER; then nobody stands in it any more."""
    ends = clock.today(exercise) + READ_AFTER
    Holding.objects.filter(post__mission=exercise).update(ends=ends)
    RoleGrant.objects.filter(mission=exercise).update(ends=ends)


def let_read(exercise: Mission, people: Sequence[Person], by: Person) -> None:
    """Let who conducts and observes read the exercise; they may do nothing in it."""
    on = clock.today(exercise)
    RoleGrant.objects.bulk_create(
        RoleGrant(mission=exercise, role=READS_ALL, person=person, starts=on, given_by=by)
        for person in people
    )
