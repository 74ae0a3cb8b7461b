"""How what the mission assesses of an actor, and of its links with others, is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor, ActorLink, ActorNote, Certainty
from tutela_web.actors.picture_queries import links_for, notes_for
from tutela_web.actors.verbs import ACT
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.records import verbs as records


@transaction.atomic
def note_actor(actor: Actor, fields: Mapping[str, Any], *, by: Standing) -> ActorNote:
    """Keep what is assessed of an actor: about what, by which evidence, how certain, on what day.

    Raises  Denied without the act edit_actors; BadParameter without words or evidence, for a day
            ahead, or for a marking above the own clearance.
    """
    by.require(ACT, area=actor.area_id, of=actor)
    values = _note(dict(fields), [actor], by)
    made = ActorNote(actor=actor, known_at=clock.now(by.mission), **values)
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_note(
    note: ActorNote, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> ActorNote:
    """Put a note right, or say since when it is no longer so; earlier versions stay.

    Raises  as note_actor; Conflict.
    """
    by.require(ACT, area=note.actor.area_id, of=note)
    names = ("about", "says", "evidence", "certainty", "assessed_on", "ended_on", "classification")
    before = {name: getattr(note, name) for name in names}
    values = _note(before | dict(changes), [note.actor], by)
    changed = records.differing(before, values)
    return records.edit(
        note, changed, version=version, by=by.person, reason=reason, seen=notes_for(by)
    )


@transaction.atomic
def link_actors(actor: Actor, fields: Mapping[str, Any], *, by: Standing) -> ActorLink:
    """Keep what an actor is to another one, by evidence. A second link of the same two, even one
    that contradicts it, stands beside the first.

    Raises  Denied without the act edit_actors; BadParameter for a link with itself, without
            evidence, for days out of order, or for an actor of another mission.
    """
    by.require(ACT, area=actor.area_id, of=actor)
    values = _link(dict(fields), actor, by)
    made = ActorLink(actor=actor, known_at=clock.now(by.mission), **values)
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_link(
    link: ActorLink, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> ActorLink:
    """Put a link right, or date its end; earlier versions stay.

    Raises  as link_actors; Conflict.
    """
    by.require(ACT, area=link.actor.area_id, of=link)
    names = ("kind", "other", "evidence", "certainty", "starts", "ended_on", "classification")
    before = {name: getattr(link, name) for name in names}
    values = _link(before | dict(changes), link.actor, by)
    changed = records.differing(before, values)
    return records.edit(
        link, changed, version=version, by=by.person, reason=reason, seen=links_for(by)
    )


def _note(values: dict[str, Any], of: list[Actor], by: Standing) -> dict[str, Any]:
    if values.get("about") not in ActorNote.About.values:
        raise BadParameter(say("a note says what it is about"), next=say("choose it"))
    if not str(values.get("says", "")).strip():
        raise BadParameter(say("a note has words"), next=say("write them"))
    day = values.get("assessed_on")
    if not day or day > clock.today(by.mission):
        raise BadParameter(
            say("evidence has a day, and none that lies ahead"), next=say("give the day")
        )
    _in_order(day, values.get("ended_on"))
    return _assessed(values, of, by)


def _link(values: dict[str, Any], actor: Actor, by: Standing) -> dict[str, Any]:
    other = values.get("other")
    if values.get("kind") not in ActorLink.Kind.values or other is None:
        raise BadParameter(
            say("a link says what an actor is to which other"), next=say("choose both")
        )
    if other.pk == actor.pk:
        raise BadParameter(say("an actor has no link with itself"), next=say("choose another"))
    _in_order(values.get("starts"), values.get("ended_on"))
    return _assessed(values, [actor, other], by)


def _in_order(first: Any, last: Any) -> None:
    if first and last and last < first:
        raise BadParameter(
            say("the last day lies before the first"), next=say("put the days right")
        )


def _assessed(values: dict[str, Any], of: list[Actor], by: Standing) -> dict[str, Any]:
    """What holds of notes and links: evidence, a certainty, and no lower marking than the actor,
    in the compartment of the actor."""
    by.require_ours(*(one for one in (*of, *values.values()) if hasattr(one, "mission_id")))
    if not str(values.get("evidence", "")).strip():
        raise BadParameter(
            say("an assessment rests on evidence"),
            next=say("write what was seen, when, by which office"),
        )
    if values.get("certainty", Certainty.UNKNOWN) not in Certainty.values:
        raise BadParameter(say("there is no such certainty"), next=say("choose one of the list"))
    given = values.get("classification", Classification.CONFIDENTIAL)
    marking = max(given, Classification.CONFIDENTIAL, *(one.classification for one in of))
    by.require_marking("actors", marking)
    closed = next((one.compartment for one in of if one.compartment), "")
    return values | {"classification": marking, "compartment": closed}
