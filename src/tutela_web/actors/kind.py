"""Actors, as a kind of record; what is assessed of one stands on its page."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tutela_web.access.policy import Standing
from tutela_web.actors.inputs import ActorInput
from tutela_web.actors.models import Actor
from tutela_web.actors.picture_queries import panels_of, picture_of, relations_of
from tutela_web.actors.queries import actors_for, factions_of, found_actors, not_known
from tutela_web.actors.table import ACTORS
from tutela_web.actors.verbs import ACT, edit_actor, make_actors
from tutela_web.places.kind_fields import CODE, RETIRED, sheet_beside
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.pages import NamesField


def _wholes(standing: Standing) -> QuerySet[Actor]:
    return actors_for(standing).filter(retired=False).order_by("name")


def _counts_beside_list(standing: Standing, rows: QuerySet[Actor]) -> dict[str, Any]:
    counted = not_known(standing)
    return {
        "counted": ngettext("%(n)s actor", "%(n)s actors", counted["actors"])
        % {"n": counted["actors"]},
        "heed": _("a people is never an actor"),
        "not_known": [
            (_("Type not known"), counted["type_unknown"], "type=unknown"),
            (_("No way to engage known"), counted["no_channel"], ""),
            (_("Never told of its obligations"), counted["never_told"], ""),
        ],
        **sheet_beside(ACTORS, standing, "actors:"),
    }


def _page_beside(standing: Standing, actor: Actor) -> dict[str, Any]:
    return {
        "factions": factions_of(standing, actor),
        "picture": picture_of(standing, actor),
        "relations": relations_of(standing, actor),
        "panels": panels_of(standing, actor),
    }


ACTOR = RecordKind(
    Actor,
    name="actor",
    room="actors",
    path="",
    list_name="list",
    new_name="new",
    reads="actors",
    act=ACT,
    rows=lambda standing: actors_for(standing).select_related("mission"),
    finds=found_actors,
    makes=lambda values, by: make_actors([cast(ActorInput, values)], by=by)[0],
    saves=edit_actor,
    initial=lambda standing: {"classification": 0},
    titles=Titles(
        one=_("Actor"),
        many=_("Actors"),
        add=_("Add an actor"),
        button=_("Add the actor"),
        none=_("No actor is recorded yet. Import events, or add one."),
        filtered=_("No actor matches. The filter hides the rest."),
    ),
    fields=(
        Field(
            "name",
            _("Name"),
            _("The organised group or force; never the name of a people."),
        ),
        Field("other_names", _("Other names"), control=NamesField),
        Field("type", _("Type"), says={Actor.Type.UNKNOWN: None}),
        CODE,
        Field(
            "part_of",
            _("Part of"),
            _("Of a faction: the actor it belongs to."),
            choices=_wholes,
            linked=actors_for,
            page="actors:actor",
            unknown=_("none known"),
        ),
        Field("active_from", _("Active from")),
        Field("active_to", _("Active to")),
        Field(
            "engagement_channel",
            _("Engaged through"),
            _("The office or forum, never a private person."),
        ),
        Field("told_of_obligations", _("Told of its obligations on"), unknown=_("no date known")),
        Field("note", _("Note"), lines=10),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("name", under=("other_names",), label=_("Actor"), quiet=True),
        ListColumn("type"),
        ListColumn("part_of"),
        ListColumn("active_from", under=("active_to",), label=_("Active"), quiet=True),
        ListColumn("told_of_obligations", label=_("Told of its obligations")),
    ),
    filters=(
        ListFilter("q", _("Name or code"), control="words"),
        ListFilter("type", _("Type")),
        RETIRED,
    ),
    lacks=lambda actor: actor.type == Actor.Type.UNKNOWN,
    history=("retired",),
    beside=_counts_beside_list,
    list_template="records/sheet_list.html",
    page_beside=_page_beside,
    page_template="actors/actor.html",
)
