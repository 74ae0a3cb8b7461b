"""Actors as a table."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela.places.names import fold
from tutela_web.access.policy import Standing, taking
from tutela_web.actors.inputs import ActorInput
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.actors.verbs import edit_actor, make_actors, name_fault
from tutela_web.base.tables import roundtrip as rt
from tutela_web.places.sheets import SheetKind


def sheet(standing: Standing) -> rt.RecordSheet:
    """The columns of an actor, in order; what it is part of only where the person may take that."""
    taken = taking(standing) if standing.reads("exports") else standing
    actors = list(actors_for(taken).values_list("pk", "code", "name"))
    codes = {pk: code for pk, code, _name in actors}
    names = {pk: name for pk, _code, name in actors}
    return rt.RecordSheet(
        "actors",
        (
            rt.text("code", _("Code"), most=80),
            rt.text("name", _("Name"), required=True, also="actor group nom"),
            rt.other_names("other_names", _("Other names"), most=200, also="aliases alias"),
            rt.choice("type", _("Type"), Actor.Type.choices, empty=Actor.Type.UNKNOWN.value),
            rt.linked_column("part_of", _("Part of"), codes, names=names, attr="part_of_id"),
            rt.day("active_from", _("Active from")),
            rt.day("active_to", _("Active to")),
            rt.text("engagement_channel", _("Engaged through")),
            rt.day("told_of_obligations", _("Told of its obligations on")),
            rt.text("note", _("Note"), most=20_000),
            rt.yes_no("retired", _("Retired"), known=True),
        ),
        key=lambda values: fold(str(values.get("name") or "")),
        check=_check,
    )


def _check(values: ActorInput) -> Iterable[tuple[str, str, str]]:
    others = [other["name"] for other in values.get("other_names") or () if isinstance(other, dict)]
    if fault := name_fault(str(values.get("name") or ""), others):
        yield fault
    first, last = values.get("active_from"), values.get("active_to")
    if first and last and last < first:
        yield (
            "active_to",
            str(_("the last day lies before the first")),
            str(_("put the dates right")),
        )


def may_edit(standing: Standing) -> rt.May:
    """Whether an actor may be changed, or made."""
    return lambda record, values: standing.may(
        "edit_actors", area=record.area_id if record is not None else None
    )


ACTORS = SheetKind(
    name="actors",
    title=_("Actors"),
    reads="actors",
    act="edit_actors",
    model=Actor,
    sheet=sheet,
    visible=actors_for,
    may=may_edit,
    make=make_actors,
    edit=edit_actor,
)
