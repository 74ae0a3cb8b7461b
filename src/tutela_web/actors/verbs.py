"""How actors change. A people is never an actor, whatever a file or a person calls it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tutela.actors.identify import COMMUNAL, UNKNOWN, fold_name, identify, type_of
from tutela.base.errors import BadParameter
from tutela.places.gazetteer import ids_of
from tutela.places.names import fold
from tutela_web.access.policy import Standing
from tutela_web.actors.inputs import ActorInput
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.base import clock
from tutela_web.places.models import OtherName, name_of
from tutela_web.records import verbs as records

ACT = "edit_actors"

TYPES = {
    "host military": Actor.Type.HOST_MILITARY,
    "host police": Actor.Type.HOST_POLICE,
    "pro-government militia": Actor.Type.MILITIA,
    "foreign force": Actor.Type.FOREIGN,
    "non-state armed group": Actor.Type.ARMED_GROUP,
    "communal militia or self-defence": Actor.Type.COMMUNAL,
    "private military company": Actor.Type.COMPANY,
    "criminal group": Actor.Type.CRIMINAL,
    "crowd": Actor.Type.CROWD,
}
"""The core's types and ours; any other is not known."""


def name_fault(name: str, other_names: Iterable[str] = ()) -> tuple[str, str, str] | None:
    """Why a name cannot be an actor's: the field, why, and what to do next; None if it can.

    The error repeats no name: a people's name lives in the compartment group identity only.
    """
    step = _("write “communal armed elements”, or the full name of the organised group")
    if fold_name(name) != fold_name(COMMUNAL) and identify(name, own=True).label == COMMUNAL:
        guessed = identify(name, own=True).guessed
        why = (
            _("this may be the name of a people, and a people is never an actor")
            if guessed
            else _("this names a people, and a people is never an actor")
        )
        return "name", why, step
    for other in other_names:
        if fold_name(other) != fold_name(COMMUNAL) and identify(other).label == COMMUNAL:
            return (
                "other_names",
                _("one of these names a people, never an actor"),
                _("leave it out"),
            )
    return None


def _require_names(name: str, other_names: Iterable[OtherName]) -> None:
    if fault := name_fault(name, list(map(name_of, other_names))):
        raise BadParameter(fault[1], next=fault[2])


def make_actors(rows: Sequence[ActorInput], *, by: Standing) -> list[Actor]:
    """Make actors from the values of their fields; a blank code is made from the name.

    Raises  Denied without the act edit_actors; BadParameter if a name is a people's, a code is
            taken, or a marking is above the own clearance.
    """
    by.require("edit_actors")
    for row in rows:
        by.require_marking("actors", row.get("classification", 0))
    if not rows:
        return []
    taken = set(Actor.objects.filter(mission=by.mission).values_list("code", flat=True))
    said = [str(row.get("code") or "") for row in rows]
    if twice := sorted((taken & set(said)) - {""}):
        raise BadParameter(_("this code is taken"), where=twice[0], next=_("choose another code"))
    actors = []
    for row, code in zip(rows, said, strict=True):
        _require_names(str(row["name"]), row.get("other_names") or ())
        _require_dates(row.get("active_from"), row.get("active_to"))
        own = code or ids_of([by.mission.iso3], [str(row["name"])], {*taken, *said})[0]
        taken.add(own)
        values: dict[str, Any] = {name: value for name, value in row.items() if name != "code"}
        defaults = {"classification": 0, "known_at": clock.now(by.mission)}
        actors.append(Actor(**defaults | values, code=own[:80]))
    records.create_many(actors, mission=by.mission, by=by.person)
    return actors


def edit_actor(
    actor: Actor, changes: ActorInput, *, version: int, by: Standing, reason: str = ""
) -> Actor:
    """Change fields of an actor.

    Raises  Denied without the act edit_actors; Conflict; BadParameter for a people's name, a taken
            code, a marking above the own clearance, or an actor that would be part of itself.
    """
    by.require("edit_actors", area=actor.area_id, of=actor)
    by.require_marking("actors", changes.get("classification", 0))
    wanted: dict[str, Any] = {
        name: value for name, value in changes.items() if (name, value) != ("code", "")
    }
    if {"name", "other_names"} & wanted.keys():
        _require_names(wanted.get("name", actor.name), wanted.get("other_names", actor.other_names))
    if code := wanted.get("code"):
        others = Actor.objects.filter(mission=by.mission, code=code).exclude(pk=actor.pk)
        if others.exists():
            raise BadParameter(_("this code is taken"), next=_("choose another code"))
    if "part_of_id" in wanted:
        whole = wanted.pop("part_of_id")
        wanted["part_of"] = whole and Actor.objects.get(pk=whole, mission=by.mission)
    if wanted.get("part_of"):
        _require_no_ring(actor, wanted["part_of"])
    _require_dates(
        wanted.get("active_from", actor.active_from), wanted.get("active_to", actor.active_to)
    )
    return records.edit(
        actor, wanted, version=version, by=by.person, reason=reason, seen=actors_for(by)
    )


def _require_no_ring(actor: Actor, whole: Actor) -> None:
    above: Actor | None = whole
    while above is not None:
        if above.pk == actor.pk:
            raise BadParameter(_("an actor cannot be part of itself"), next=_("choose another"))
        above = above.part_of


def _require_dates(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise BadParameter(_("the last day lies before the first"), next=_("put the dates right"))


def retire_actor(
    actor: Actor, *, retired: bool = True, version: int, by: Standing, reason: str
) -> Actor:
    """Take an actor off the lists, or bring it back; its record and its history stay."""
    if not reason.strip():
        raise BadParameter(_("a reason is needed to retire an actor"), next=_("write the reason"))
    return edit_actor(actor, {"retired": retired}, version=version, by=by, reason=reason.strip())


@dataclass(frozen=True)
class LoadedActors:
    """What the sides of events brought: actors made, already there, and left out as a people's."""

    made: int
    there: int
    left_out: int


def load_actors(sides: Iterable[str], *, country: str | None = None, by: Standing) -> LoadedActors:
    """Make an actor of every side events name, once; those already there stay as they are.

    Takes   labels of the core's event table (side_a, side_b), in any order, repeated or not;
            country, by the name the events use: it tells the host's forces from foreign ones.
    Gives   Loaded. A name that is a people's is counted and left out.
    Raises  Denied without the act edit_actors.
    """
    by.require("edit_actors")
    there = set(Actor.objects.filter(mission=by.mission).values_list("folded", flat=True))
    known = {line for names in there for line in names.split("\n")}
    rows: list[ActorInput] = []
    left_out = met = 0
    for label in sorted(set(sides)):
        if label == UNKNOWN:
            continue
        if fold_name(label) != fold_name(COMMUNAL) and identify(label).label in (COMMUNAL, None):
            left_out += 1
        elif fold(label) in known:
            met += 1
        else:
            known.add(fold(label))
            kind = TYPES.get(type_of(label, country), Actor.Type.UNKNOWN)
            rows.append({"name": label[:200], "type": kind})
    made = _made_of_sides(rows, by)
    return LoadedActors(len(made), met, left_out)


def _made_of_sides(rows: Sequence[ActorInput], by: Standing) -> list[Actor]:
    """Names the core has identified already are taken at their word."""
    taken = set(Actor.objects.filter(mission=by.mission).values_list("code", flat=True))
    codes = ids_of([by.mission.iso3] * len(rows), [str(row["name"]) for row in rows], taken)
    actors = [
        Actor(**row, code=code[:80], classification=0, known_at=clock.now(by.mission))
        for row, code in zip(rows, codes, strict=True)
    ]
    records.create_many(actors, mission=by.mission, by=by.person)
    return actors
