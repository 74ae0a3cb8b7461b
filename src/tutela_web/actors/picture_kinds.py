"""What is assessed of an actor, and how it stands to others, as kinds of record: both are made on
the actor's page and shown there."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.actors.inputs import ActorLinkInput, ActorNoteInput
from tutela_web.actors.models import Actor, ActorLink, ActorNote, Certainty
from tutela_web.actors.picture_queries import links_for, notes_for
from tutela_web.actors.queries import actors_for
from tutela_web.actors.verbs import ACT
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.records.kinds import Field, Parent, RecordKind, Titles

HEED = _("Of the actor, never of a person: name no member and no source.")
EVIDENCE = Field(
    "evidence",
    _("How it is observed"),
    _("What was seen, when, by which office; no names of sources or of private persons."),
    lines=3,
)
CERTAINTY = Field(
    "certainty", _("How certain"), says={Certainty.UNKNOWN: None}, unknown=_("certainty not known")
)
ENDED = Field("ended_on", _("Ended on"), applies=lambda record: record.ended_on is not None)


def _parent_at(path: str) -> Parent:
    return Parent(
        "actor",
        actors_for,
        path,
        "actors:actor",
        own_area=True,
        back=True,
        initial=lambda actor: {"classification": max(1, actor.classification)},
    )


InputT = TypeVar("InputT", ActorNoteInput, ActorLinkInput)


def _require_order(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise BadParameter(
            say("the last day lies before the first"), next=say("put the days right")
        )


def _values_with_marking(values: InputT, of: list[Actor], by: Standing) -> InputT:
    """No lower marking than the actors have, and their compartment."""
    chosen = values.get("classification", Classification.CONFIDENTIAL)
    marking = max(chosen, Classification.CONFIDENTIAL, *(one.classification for one in of))
    by.require_marking("actors", marking)
    closed = next((one.compartment for one in of if one.compartment), "")
    values["classification"], values["compartment"] = marking, closed
    return values


def _note_rules(values: ActorNoteInput, by: Standing) -> ActorNoteInput:
    day = values["assessed_on"]
    if day > clock.today(by.mission):
        raise BadParameter(
            say("evidence needs a date that is not in the future"), next=say("give the day")
        )
    _require_order(day, values.get("ended_on"))
    return _values_with_marking(values, [values["actor"]], by)


def _link_rules(values: ActorLinkInput, by: Standing) -> ActorLinkInput:
    actor, other = values["actor"], values["other"]
    if other == actor:
        raise BadParameter(say("an actor has no link with itself"), next=say("choose another"))
    _require_order(values.get("starts"), values.get("ended_on"))
    return _values_with_marking(values, [actor, other], by)


def _areas(standing: Standing) -> QuerySet[DutyArea]:
    return DutyArea.objects.filter(mission=standing.mission).defer("boundary")


def _offices(standing: Standing) -> QuerySet[DutyArea]:
    offices = areas_on(standing.mission, standing.on).filter(kind=DutyArea.Kind.FIELD_OFFICE)
    return offices.order_by("name")


def _other_actors(standing: Standing) -> QuerySet[Actor]:
    return actors_for(standing).filter(retired=False).order_by("name")


ACTOR_NOTE = RecordKind(
    ActorNote,
    name="note",
    room="actors",
    path="notes",
    listed=False,
    list_name="list",
    parent=_parent_at("<uuid:pk>/assess/"),
    reads="actors",
    act=ACT,
    rows=lambda standing: notes_for(standing).select_related("actor", "mission"),
    rules=_note_rules,
    titles=Titles(
        one=_("Assessment"),
        many=_("Actors"),
        add=_("Assess"),
        none=_("nothing assessed: not known"),
        words=HEED,
    ),
    fields=(
        Field("about", _("About")),
        Field("says", _("What is so"), lines=3),
        EVIDENCE,
        CERTAINTY,
        Field("assessed_on", _("Assessed on")),
        Field(
            "area",
            _("Area"),
            says={None: _("no one area")},
            choices=_offices,
            linked=_areas,
        ),
        ENDED,
        Field("classification", _("Classification")),
    ),
    columns=(),
    initial=lambda standing: {"assessed_on": standing.on},
)

ACTOR_LINK = RecordKind(
    ActorLink,
    name="link",
    room="actors",
    path="links",
    listed=False,
    list_name="list",
    parent=_parent_at("<uuid:pk>/link/"),
    reads="actors",
    act=ACT,
    rows=lambda standing: links_for(standing).select_related("actor", "other", "mission"),
    rules=_link_rules,
    titles=Titles(
        one=_("Assessment"),
        many=_("Actors"),
        add=_("Link with another"),
        none=_("no link recorded: not known"),
        words=HEED,
    ),
    fields=(
        Field("kind", _("It is")),
        Field("other", _("Which actor"), choices=_other_actors, linked=actors_for),
        Field("why", _("What each gains by it"), lines=3),
        EVIDENCE,
        CERTAINTY,
        Field("starts", _("Since"), _("Left blank: since when is not known.")),
        ENDED,
        Field("classification", _("Classification")),
    ),
    columns=(),
    initial=lambda standing: {},
)
