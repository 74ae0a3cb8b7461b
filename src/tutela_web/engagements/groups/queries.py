"""How approaches to armed groups, and contact with actors and in areas, are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor, ActorNote
from tutela_web.actors.picture_queries import PANELS, in_force, notes_for
from tutela_web.actors.queries import actors_for
from tutela_web.engagements.engagement.models import ARMED, GUARDED, Engagement
from tutela_web.engagements.engagement.queries import engagements_for
from tutela_web.engagements.groups.models import GroupDecision, GroupOption

LATEST = 20
"""So many contacts stand on an actor's page; the list of engagements has the rest."""

HOST = frozenset(
    {
        Actor.Type.HOST_MILITARY,
        Actor.Type.HOST_POLICE,
        Actor.Type.HOST_INTELLIGENCE,
        Actor.Type.AUTHORITY,
    }
)
"""Actors that are elements of the host state."""


def options_for(standing: Standing) -> QuerySet[GroupOption]:
    """The options weighed towards actors this person may see, as engagements are read."""
    seen = GroupOption.objects.filter(standing.sees_open("engagements"))
    return seen.filter(actor__in=actors_for(standing))


def decisions_for(standing: Standing) -> QuerySet[GroupDecision]:
    """The decisions on actors this person may see, as engagements are read; the last first."""
    seen = GroupDecision.objects.filter(standing.sees_open("engagements"))
    seen = seen.filter(actor__in=actors_for(standing)).select_related("actor", "decided_by")
    return seen.order_by("-decided_on", "-entered_at")


def groups_for(standing: Standing) -> QuerySet[Actor]:
    """The actors options are weighed towards, as far as this person may see them."""
    return actors_for(standing).filter(type__in=GUARDED)


# --- what stands on an actor's page


def contact_panel(standing: Standing, actor: Actor) -> Mapping[str, Any] | None:
    """The contacts with an actor, newest first, with what it was told; None for who reads none."""
    if not standing.reads("engagements"):
        return None
    rows = engagements_for(standing).filter(actor=actor).select_related("met_by", "authorisation")
    contacts = list(rows.order_by("-on", "-entered_at")[:LATEST])
    last = decisions_for(standing).filter(actor=actor).first()
    return {
        "contacts": contacts,
        "group": actor.type in GUARDED,
        "decision": last,
        "past_review": last is not None and last.review_on <= standing.on,
    }


# --- contact balance


class Perceived(NamedTuple):
    """What people of an area were found to think of the mission, by a survey: in words, and the
    address of the survey."""

    says: str
    on: date
    url: str


PERCEIVED: list[Callable[[Standing], Iterable[tuple[UUID, Perceived]]]] = []
"""What rooms above know of how the mission is seen in areas, by the key of each; as far as a person
reads it."""


@dataclass
class LastContact:
    """A party or an area: the last contact this person may read of, when it was last told of its
    obligations, what it holds, and how the mission is seen because of it."""

    of: Actor | DutyArea
    last: Engagement | None = None
    told: date | None = None
    told_in: Engagement | None = None
    holds: list[ActorNote] = field(default_factory=list)
    seen_as: list[ActorNote] = field(default_factory=list)
    perceived: list[Perceived] = field(default_factory=list)
    days: int | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing at all is recorded: no contact, no day it was told, no reading."""
        return not (self.last or self.told or self.holds or self.seen_as or self.perceived)


@dataclass(frozen=True)
class Balance:
    """Contact, the longest without it first. Unknown is never contact."""

    parties: list[LastContact]
    areas: list[LastContact]

    @property
    def never_told(self) -> list[LastContact]:
        """Armed groups of which nobody recorded that they were told of their obligations."""
        return [
            party
            for party in self.parties
            if isinstance(party.of, Actor) and party.of.type in ARMED and party.told is None
        ]

    @property
    def holding(self) -> list[LastContact]:
        """Groups that hold territory and were never met."""
        return [party for party in self.parties if party.holds and party.last is None]


def contact_balance(standing: Standing) -> Balance:
    """Parties and areas by last contact, as far as this person may read. Four queries."""
    parties: dict[UUID | None, LastContact] = {
        actor.pk: LastContact(actor, told=actor.told_of_obligations)
        for actor in actors_for(standing).filter(retired=False, type__in=ARMED | HOST)
    }
    offices = areas_on(standing.mission, standing.on).filter(kind=DutyArea.Kind.FIELD_OFFICE)
    areas: dict[UUID | None, LastContact] = {
        office.pk: LastContact(office) for office in offices.defer("boundary")
    }
    met = engagements_for(standing).select_related("met_by").order_by("on", "entered_at")
    for contact in met:
        day = contact.on
        party = parties.get(contact.actor_id)
        for row in (party, areas.get(contact.area_id)):
            if row is not None:
                row.last, row.days = contact, (standing.on - day).days
        if party is not None and contact.obligations and day >= (party.told or day):
            party.told, party.told_in = day, contact
    about = (ActorNote.TopicKind.HOLDS, ActorNote.TopicKind.OF_US)
    for note in (
        notes_for(standing).filter(in_force(standing), about__in=about).order_by("-assessed_on")
    ):
        holds = note.about == ActorNote.TopicKind.HOLDS
        for row in (parties.get(note.actor_id), areas.get(note.area_id)):
            if row is not None:
                (row.holds if holds else row.seen_as).append(note)
    for known in PERCEIVED:
        for area, perceived in known(standing):
            if area in areas:
                areas[area].perceived.append(perceived)
    return Balance(_longest(parties.values()), _longest(areas.values()))


def _longest(rows: Iterable[LastContact]) -> list[LastContact]:
    return sorted(rows, key=lambda row: (row.days is not None, -(row.days or 0), row.of.name))


def conveyed_to_host(standing: Standing) -> list[Engagement]:
    """What elements of the host state were told of their obligations and of the consequences of
    violations, newest first. One query."""
    rows = (
        engagements_for(standing).select_related("met_by", "actor").order_by("-on", "-entered_at")
    )
    return [
        row
        for row in rows
        if (row.obligations or row.consequences)
        and (row.actor is None or (row.actor_seen and row.actor.type in HOST))
    ]


def connect() -> None:
    """Tell the room of actors, which lies below, what of an actor is kept here."""
    PANELS["engagements/_actor_contact.html"] = contact_panel
