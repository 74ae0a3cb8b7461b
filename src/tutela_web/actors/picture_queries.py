"""How what is assessed of actors, and how they stand to each other, is read.

It is read as the actor is: whoever may not see an actor sees neither its notes nor its links.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor, ActorLink, ActorNote
from tutela_web.actors.queries import actors_for

PANELS: dict[str, Callable[[Standing, Actor], Mapping[str, Any] | None]] = {}
"""What rooms above show on an actor's page: by template, what goes into it; None shows nothing."""


def notes_for(standing: Standing) -> QuerySet[ActorNote]:
    """The notes this person may see, of actors they may see; those that ended too."""
    seen = ActorNote.objects.filter(standing.sees_open("actors"), actor__in=actors_for(standing))
    return seen.select_related("actor", "area").defer("area__boundary")


def links_for(standing: Standing) -> QuerySet[ActorLink]:
    """The links this person may see, between actors they may see; those that ended too."""
    actors = actors_for(standing)
    seen = ActorLink.objects.filter(standing.sees_open("actors"), actor__in=actors)
    return seen.filter(other__in=actors).select_related("actor", "other")


def in_force(standing: Standing) -> Q:
    """Notes and links that have not ended."""
    return Q(ended_on=None) | Q(ended_on__gt=standing.on)


@dataclass(frozen=True)
class ActorPicture:
    """What is said of an actor under one heading, newest first: what is so, and what was."""

    about: ActorNote.TopicKind
    now: list[ActorNote]
    past: list[ActorNote]


def picture_of(standing: Standing, actor: Actor) -> list[ActorPicture]:
    """Every heading of an actor, also those of which nothing is said. One query."""
    notes = list(notes_for(standing).filter(actor=actor).order_by("-assessed_on", "-entered_at"))
    return [
        ActorPicture(
            about,
            [note for note in notes if note.about == about and not _has_ended(note, standing)],
            [note for note in notes if note.about == about and _has_ended(note, standing)],
        )
        for about in ActorNote.TopicKind
    ]


def _has_ended(one: ActorNote | ActorLink, standing: Standing) -> bool:
    return one.ended_on is not None and one.ended_on <= standing.on


@dataclass(frozen=True)
class Relation:
    """A link as one side of it is told it."""

    link: ActorLink
    kind: str | Promise
    other: Actor
    over: bool


def relations_of(standing: Standing, actor: Actor) -> list[Relation]:
    """How an actor stands to others, whichever side it was written from; what ended last. One
    query."""
    rows = links_for(standing).filter(Q(actor=actor) | Q(other=actor))
    relations = [
        Relation(row, row.get_kind_display(), row.other, _has_ended(row, standing))
        if row.actor_id == actor.pk
        else Relation(row, ActorLink.BACK[row.kind], row.actor, _has_ended(row, standing))
        for row in rows.order_by("kind", "-starts", "pk")
    ]
    return sorted(relations, key=lambda row: row.over)


def panels_of(standing: Standing, actor: Actor) -> list[tuple[str, Mapping[str, Any]]]:
    """What the rooms above show of an actor: template, and what goes into it."""
    panels = [(template, told(standing, actor)) for template, told in PANELS.items()]
    return [(template, shown) for template, shown in panels if shown is not None]
