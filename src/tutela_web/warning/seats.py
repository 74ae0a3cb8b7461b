"""Whom an alert concerns: the posts of its area and of the mission, as they are filled now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tutela.base.say import say
from tutela.warning.ladders import Told, told_at
from tutela_web.access.models import Mission, Person, Post
from tutela_web.access.queries import Seat, seats
from tutela_web.base.errors import NotNow
from tutela_web.places.queries import Boundaries, boundaries_of
from tutela_web.warning.models import Alert

ADDRESSEES = (
    "unit_commander", "police_unit_commander", "head_of_field_office", "sector_operations",
    "joc_duty_officer", "poc_adviser",
)  # fmt: skip
"""Whom an issued alert warns. Source: domain reference, W1 steps 0 and 3."""

OWNERS = (
    "joc_duty_officer", "head_of_field_office", "sector_operations", "chief_of_staff",
    "head_of_mission", "force_commander", "poc_adviser", "analyst",
)  # fmt: skip
"""Who owns an alert nobody has taken yet: the first post that is filled."""

CHASES = "joc_duty_officer"

TOPS = ("force_commander", "police_commander", "chief_of_staff", "head_of_mission")
"""Who is told together of an attack nobody acknowledged. Source: domain reference, W1 step 0."""


@dataclass(frozen=True)
class Named:
    """One person, and the post they are told or named for."""

    post: Post
    person: Person


class Around:
    """The filled posts of a mission, read once, asked for many alerts."""

    def __init__(self, mission: Mission, at: datetime) -> None:
        self.mission = mission
        self.seats = seats(mission, at)
        self._boundaries: Boundaries | None = None

    def of(self, alert: Alert) -> list[Seat]:
        """The posts that answer for the alert's area, then those of the whole mission."""
        areas = {alert.area_id} - {None}
        if alert.latitude is not None and alert.longitude is not None:
            if self._boundaries is None:
                self._boundaries = boundaries_of(self.mission)
            holding = self._boundaries.holding(alert.latitude, alert.longitude)
            areas |= {area.pk for area in holding}
        near = [seat for seat in self.seats if seat.post.area_id in areas]
        return near + [seat for seat in self.seats if seat.post.area_id is None]

    def filled(self, alert: Alert) -> dict[str, list[Named]]:
        """Who holds each role of the alert's posts, on duty first."""
        found: dict[str, list[Named]] = {}
        for seat in sorted(self.of(alert), key=lambda seat: not seat.on_duty):
            named = (Named(seat.post, person) for person in seat.people)
            found.setdefault(seat.post.role, []).extend(named)
        return found

    def owner(self, alert: Alert, roles: Sequence[str] = OWNERS) -> Named:
        """Who owns the alert: the first person of the first post that is filled.

        Raises  NotNow where nobody at all holds a post: an alert without an owner cannot exist.
        """
        filled = self.filled(alert)
        for role in (*roles, *OWNERS, *filled):
            if filled.get(role):
                return filled[role][0]
        for seat in self.seats:  # nobody for its area: somebody of the mission
            if seat.people:
                return Named(seat.post, seat.people[0])
        raise NotNow(say("nobody holds a post in this mission: the alert would have no owner"),
                     next=say("tell the Chief of Staff by telephone"))  # fmt: skip

    def addressees(self, alert: Alert) -> tuple[list[Named], list[str]]:
        """Who is warned together, and the roles found empty; never nobody while one is filled."""
        filled = self.filled(alert)
        people = [named for role in ADDRESSEES for named in filled.get(role, ())]
        gaps = [role for role in ADDRESSEES if not filled.get(role)]
        ahead = told_at(1, filled)  # an empty post is passed over to the next one up
        return list(dict.fromkeys([*people, *ahead.everybody])), gaps

    def at_rung(self, alert: Alert, rung: int) -> Told[Named]:
        """Who is told when a clock has run out: the rung of every ladder."""
        return told_at(rung, self.filled(alert))

    def tops(self, alert: Alert) -> list[Named]:
        """Who is told together when nobody acknowledges an attack."""
        filled = self.filled(alert)
        return [named for role in TOPS for named in filled.get(role, ())]

    def chasing(self, alert: Alert) -> list[Named]:
        """The duty officers who chase, and never decide."""
        return self.filled(alert).get(CHASES, [])
