"""Whom an alert concerns: the posts of its area and of the mission, as they are filled now."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tutela.base.messages import say
from tutela.warning.ladders import LADDERS, Told, told_at
from tutela_web.access.models import Mission, Person, Post
from tutela_web.access.people.queries import PostSeat, seats
from tutela_web.access.policy import Standing, standings_of
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.places.queries import Boundaries, boundaries_of
from tutela_web.records.record_cache import NewestByKey
from tutela_web.warning.models import Alert

ADDRESSEES = (
    "unit_commander",
    "police_unit_commander",
    "head_of_field_office",
    "sector_operations",
    "joc_duty_officer",
    "poc_adviser",
)
"""Whom an issued alert warns. Source: domain reference, W1 steps 0 and 3."""

OWNERS = (
    "joc_duty_officer",
    "head_of_field_office",
    "sector_operations",
    "chief_of_staff",
    "head_of_mission",
    "force_commander",
    "poc_adviser",
    "analyst",
)
"""Who owns an alert nobody has taken yet: the first post that is filled."""

CHASES = "joc_duty_officer"

TOPS = ("force_commander", "police_commander", "chief_of_staff", "head_of_mission")
"""Who is told together of an attack nobody acknowledged. Source: domain reference, W1 step 0."""


CONCERNED = frozenset([*ADDRESSEES, *OWNERS, *TOPS]).union(*LADDERS.values())
"""Whose post is named where nobody of it may open the alert."""


@dataclass(frozen=True)
class Named:
    """One person, and the post they are told or named for."""

    post: Post
    person: Person


@dataclass(frozen=True)
class Warned:
    """Who is warned together; the roles found empty; those held by nobody who may open it."""

    people: list[Named]
    gaps: list[str]
    barred: list[str]


class FilledPosts:
    """The filled posts of a mission, read once, asked for many alerts.

    Only who may open an alert owns it, is warned of it or is told that a clock of it ran out.
    """

    def __init__(self, mission: Mission, at: datetime) -> None:
        self.mission = mission
        self.seats = seats(mission, at)
        self.standings: dict[UUID, Standing] = standings_of(
            {person for seat in self.seats for person in seat.people}, mission
        )
        self._boundaries: Boundaries | None = None

    @classmethod
    def as_of_this_second(cls, mission: Mission) -> FilledPosts:
        """The posts as they stood within this second, for a flood of texts that all ask the same.

        A post that changes hands meanwhile is put right by the next round of the clocks, and what
        anybody may open is asked again when they open it.
        """
        moment = int(time.monotonic()), mission.clock_shift
        return _lately.get(mission.pk, moment, lambda: cls(mission, clock.now(mission)))

    def may_open(self, alert: Alert, person: UUID) -> bool:
        """Whether somebody of these posts may open an alert, by the one policy."""
        return person in self.standings and self.standings[person].sees_one("alerts", alert)

    def of(self, alert: Alert) -> list[PostSeat]:
        """The posts that answer for the alert's area, then those of the whole mission."""
        areas = {alert.area_id} - {None}
        if alert.latitude is not None and alert.longitude is not None:
            if self._boundaries is None:
                self._boundaries = boundaries_of(self.mission)
            holding = self._boundaries.holding(alert.latitude, alert.longitude)
            areas |= {area.pk for area in holding}
        near = [seat for seat in self.seats if seat.post.area_id in areas]
        return near + [seat for seat in self.seats if seat.post.area_id is None]

    def seats_able_to_open(self, alert: Alert, of: Sequence[PostSeat]) -> list[PostSeat]:
        """Posts with those of their people who may open the alert."""
        seats = []
        for seat in of:
            people = tuple(person for person in seat.people if self.may_open(alert, person.pk))
            on_duty = seat.on_duty and seat.people[:1] == people[:1]
            seats.append(replace(seat, people=people, on_duty=on_duty))
        return seats

    def holders_by_role(self, alert: Alert) -> dict[str, list[Named]]:
        """Who holds each role of the alert's posts and may open it, on duty first."""
        by_role: dict[str, list[Named]] = {}
        able = self.seats_able_to_open(alert, self.of(alert))
        for seat in sorted(able, key=lambda seat: not seat.on_duty):
            if seat.people:
                named = (Named(seat.post, person) for person in seat.people)
                by_role.setdefault(seat.post.role, []).extend(named)
        return by_role

    def barred_posts(self, alert: Alert) -> list[Post]:
        """The posts that answer for the alert and are held, by nobody who may open it."""
        held = [seat for seat in self.of(alert) if seat.people and seat.post.role in CONCERNED]
        return [seat.post for seat in self.seats_able_to_open(alert, held) if not seat.people]

    def part_missing_roles(
        self, alert: Alert, missing: Sequence[str]
    ) -> tuple[list[str], list[str]]:
        """Roles nobody was found for: those whose post is empty, and those who may not open it."""
        held = {seat.post.role for seat in self.of(alert) if seat.people}
        return [one for one in missing if one not in held], [one for one in missing if one in held]

    def can_be_closed(self, alert: Alert) -> bool:
        """Whether somebody who may close the alert may open it, or nobody may close it at all."""
        closers = [
            pk for pk, one in self.standings.items() if one.may("close_alert", area=alert.area_id)
        ]
        return not closers or any(self.may_open(alert, pk) for pk in closers)

    def owner(self, alert: Alert, roles: Sequence[str] = OWNERS) -> Named:
        """Who owns the alert: the first person of the first post who may open it.

        Raises  NotNow where nobody is: an alert without an owner who may open it cannot exist.
        """
        if found := self._first(alert, roles):
            return found
        if any(seat.people for seat in self.seats):
            raise NotNow(
                say("nobody who holds a post may open this alert: it would have no owner"),
                next=say("tell the Chief of Staff by telephone"),
            )
        raise NotNow(
            say("nobody holds a post in this mission: the alert would have no owner"),
            next=say("tell the Chief of Staff by telephone"),
        )

    def _first(self, alert: Alert, roles: Sequence[str]) -> Named | None:
        filled = self.holders_by_role(alert)
        for role in (*roles, *OWNERS, *filled):
            if filled.get(role):
                return filled[role][0]
        for seat in self.seats_able_to_open(
            alert, self.seats
        ):  # nobody for its area: somebody of the mission
            if seat.people:
                return Named(seat.post, seat.people[0])
        return None

    def decider(self, alert: Alert, person: UUID | None) -> list[Named]:
        """Who decided something of an alert, by a post they hold still, while they may open it;
        else who answers for the alert now, if anybody."""
        if person is not None and self.may_open(alert, person):
            for seat in self.seats:
                for holder in seat.people:
                    if holder.pk == person:
                        return [Named(seat.post, holder)]
        return self.answering(alert)

    def answering(self, alert: Alert) -> list[Named]:
        """Its owner, while they may open it; else who would own it now, if anybody."""
        if self.may_open(alert, alert.owner_id):
            return [Named(alert.owner_post, alert.owner)]  # type: ignore[arg-type]  # every alert has one
        found = self._first(alert, OWNERS)
        return [found] if found else []

    def addressees(self, alert: Alert) -> Warned:
        """Who is warned together; never nobody while one is filled by who may open it."""
        filled = self.holders_by_role(alert)
        people = [named for role in ADDRESSEES for named in filled.get(role, ())]
        missing = [role for role in ADDRESSEES if not filled.get(role)]
        ahead = told_at(1, filled)  # a post without anybody is passed over to the next one up
        return Warned(
            list(dict.fromkeys([*people, *ahead.everybody])),
            *self.part_missing_roles(alert, missing),
        )

    def unwarned_roles(self, alert: Alert) -> list[str]:
        """The addressees' roles that somebody of an area holds, and of whom nobody is warned while
        the alert has no area: its place is not known. None where it has one."""
        if alert.area_id is not None:
            return []
        warned = {named.post.role for named in self.addressees(alert).people}
        held = {seat.post.role for seat in self.seats if seat.people and seat.post.area_id}
        return [role for role in ADDRESSEES if role in held and role not in warned]

    def at_rung(self, alert: Alert, rung: int, *, field_only: bool = False) -> Told[Named]:
        """Who is told when a clock has run out: the rung of every ladder, or what of it is of field
        duty level."""
        return told_at(rung, self.holders_by_role(alert), field_only=field_only)

    def tops(self, alert: Alert) -> list[Named]:
        """Who is told together when nobody acknowledges an attack."""
        filled = self.holders_by_role(alert)
        return [named for role in TOPS for named in filled.get(role, ())]

    def flash_addressees(self, alert: Alert) -> list[Named]:
        """Who is sent a flash report: the heads of the mission and of its forces, and whom the
        alert itself warns."""
        return [*self.tops(alert), *self.addressees(alert).people]

    def issuing(self, alert: Alert) -> list[Named]:
        """Who may warn the addressees of an alert, by the first post each holds."""
        filled = [named for role in self.holders_by_role(alert).values() for named in role]
        able = {
            named.person.pk: named
            for named in reversed(filled)
            if self.standings[named.person.pk].may("issue_alert", area=alert.area_id)
        }
        return [named for named in filled if able.get(named.person.pk) == named]

    def chasing(self, alert: Alert) -> list[Named]:
        """The duty officers who chase, and never decide."""
        return self.holders_by_role(alert).get(CHASES, [])


_lately: NewestByKey[FilledPosts] = NewestByKey()
