"""What must hold of a view of a group, and whose hand it wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutela.actors.identify import names_an_identity
from tutela.base.disclosure import LEAST
from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.places.profile import names_an_hour
from tutela.risk.groups import FROM_SIGNS, GROUPS, needs_child_protection
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records.verbs import draft_of
from tutela_web.risk.groups.models import NOTHING_TOLD, GroupRisk

ACT = "assess_group"
OF_CHILDREN = "assess_children"

WORDS = ("trait", "ground", "activity", "differs")


def require_sound_view(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    """The values of a view as they are kept: it lies where its place does, marked no lower than its
    place and its incident.

    Raises  BadParameter for words of a compartment, a people or an hour; for a harm of a
            compartment that is not told from open signs; for a few people who could be recognised.
    """
    view = draft_of(GroupRisk, values)
    for name in WORDS:
        _require_open_words(name, getattr(view, name))
    _require_own_fields(view)
    _require_known_days(view, by)
    if view.harm in FROM_SIGNS and (view.source != GroupRisk.Source.SIGNS or view.incident):
        raise BadParameter(
            say("of this harm only the risk is told here, from open warning signs"),
            where="source",
            next=say(
                "choose “open warning signs” and no incident; what happened to somebody is recorded"
                " by the form of an incident, which keeps it apart"
            ),
        )
    marking = max(
        view.classification,
        view.place.classification,
        view.incident.classification if view.incident else 0,
    )
    by.require_marking("risks", marking)
    return {**values, "area": view.place.area, "classification": marking}


def _require_open_words(name: str, words: str) -> None:
    refuse_closed_words(words, where=name)
    if names_an_identity(words):
        raise BadParameter(
            say("a people, a faith or a clan is never why somebody is at risk here"),
            where=name,
            next=say(
                "say what exposes them: what they do, where they are, how they live; a threat"
                " against an identity is for holders of the compartment group identity"
            ),
        )
    if names_an_hour(words):
        raise BadParameter(
            say("an hour of the clock would tell an attacker when to come"),
            where=name,
            next=say("choose the part of the day, and leave the hour out"),
        )


def _require_own_fields(view: GroupRisk) -> None:
    heard = view.heard or []
    if unknown := set(heard) - set(GROUPS):
        raise BadParameter(
            say("there is no such group"), where="heard", next=", ".join(sorted(map(str, unknown)))
        )
    if (view.group == GROUPS[-1]) != bool(view.livelihood):
        raise BadParameter(
            say("what people live by is said of exposed livelihoods, and of them alone"),
            where="livelihood",
            next=say("choose it with “exposed livelihoods”, or leave it empty"),
        )
    if view.harm == NOTHING_TOLD and view.group not in heard:
        raise BadParameter(
            say("only who was asked can have told of no harm"),
            where="heard",
            next=say("say that the group was heard itself, or choose the harm"),
        )
    if view.people is not None and 0 < view.people < LEAST:
        raise BadParameter(
            say("fewer than five people can be recognised"),
            where="people",
            next=say("leave the number empty"),
        )


def _require_known_days(view: GroupRisk, by: Standing) -> None:
    today = clock.today(by.mission)
    for name, day in (("source_on", view.source_on), ("ended_on", view.ended_on)):
        if day is not None and day > today:
            raise BadParameter(
                say("this lies in the future"), where=name, next=say("record it when it happens")
            )


def seen_by_child_protection(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    """Who had a hand in a new view of children: their office, where it writes it."""
    view = draft_of(GroupRisk, dict(values))
    if needs_child_protection(view.group, view.heard or []) and is_their_office(view, by):
        return {"children_seen_on": clock.today(by.mission), "children_seen_by": by.as_said}
    return {}


def seen_once_more(
    view: GroupRisk, changed: Mapping[str, FieldValue], by: Standing
) -> dict[str, Any]:
    """What an edit makes of it: words their office has not seen wait for it again."""
    ends = set(changed) <= {"ended_on", "classification"}
    if ends or is_their_office(view, by):
        return {}
    return {"children_seen_on": None, "children_seen_by": ""}


def is_their_office(view: GroupRisk, by: Standing) -> bool:
    """Whether the person acts for the child protection office where the place lies."""
    return by.may(OF_CHILDREN, area=view.place.area_id)
