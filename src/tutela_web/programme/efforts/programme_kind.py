"""Other work of the mission, as a kind of record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.values import field_values
from tutela_web.links.forms import RiskChoice, risks_offered
from tutela_web.links.verbs import fields_bound_by_links, not_ahead
from tutela_web.places.choices import PlaceChoice
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.programme.efforts.models import MEASURES, Programme
from tutela_web.programme.efforts.queries import programmes_for
from tutela_web.programme.efforts.trained import TrainedField, require_trained
from tutela_web.programme.fields import CLASSIFICATION, ENDED, LINE_ACT
from tutela_web.programme.page_parts import parts_from_above
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for


def _rows(standing: Standing) -> QuerySet[Programme]:
    """As programmes_for, the place left to be joined as far as this person may see it."""
    return programmes_for(standing).select_related(None).select_related("risk__place")


class ProgrammeInput(TypedDict, total=False):
    """Of other work of the mission, what its rules look at beside the measures of mine action."""

    kind: str
    examined_on: date | None
    dangers: str
    measures: str
    trained: list[Any]


def _rules(values: ProgrammeInput, by: Standing) -> dict[str, Any]:
    """Examined with what was found; mine measures are of mine action, and end with what came of
    them; marked and placed as what it names."""
    if examined_on := values.get("examined_on"):
        not_ahead(examined_on, by)
        if not (values.get("dangers") or values.get("measures")):
            raise BadParameter(
                say("who examined it says what it may bring upon civilians, or what is done"),
                where="dangers",
                next=say("write one of the two, or leave the day open"),
            )
    mines = values["kind"] == Programme.Kind.MINES
    says = field_values(values)
    for name in MEASURES:
        if (says.get(name) or says.get(f"{name}_came")) and not mines:
            raise BadParameter(
                say("only mine action has these measures"), where=name, next=say("leave them out")
            )
        if says.get(name) == "done" and not says.get(f"{name}_came"):
            raise BadParameter(
                say("a result is needed to end a measure"),
                where=f"{name}_came",
                next=say("say it in a sentence"),
            )
    trained = require_trained(values.get("trained"))
    if trained and values["kind"] != Programme.Kind.INSTITUTIONS:
        raise BadParameter(
            say("only support to institutions counts officials trained"),
            where="trained",
            next=say("leave them out, or choose that kind"),
        )
    bound = fields_bound_by_links(values, by, kind="strategy")
    return {**bound, "trained": trained}


def _of_institutions(programme: Programme) -> bool:
    return programme.kind == Programme.Kind.INSTITUTIONS


def _of_mines(programme: Programme) -> bool:
    return programme.kind == Programme.Kind.MINES


PROGRAMME = RecordKind(
    Programme,
    name="programme",
    room="programme",
    path="programmes",
    listed=False,
    reads="strategy",
    act=LINE_ACT,
    acts=lambda values: (LINE_ACT, None),
    rows=_rows,
    rules=_rules,
    titles=Titles(
        one=_("Other mandated activities"),
        many=_("Other mandated activities"),
        add=_("Record another mandated activity"),
        none=_("nothing recorded"),
    ),
    fields=(
        Field("kind", _("What it is")),
        Field("title", _("In words")),
        Field("whose", _("Who runs it")),
        Field(
            "place",
            _("Place"),
            choices=lambda standing: places_for(standing).order_by("name"),
            linked=places_for,
            unknown=_("no place"),
            control=lambda: PlaceChoice(
                Place.objects.none(), required=False, empty_label=_("none")
            ),
        ),
        Field(
            "institution",
            _("National institution it strengthens"),
            _("An office, never a person's name."),
            unknown=_("none named"),
        ),
        Field(
            "trained",
            _("Officials trained, by function"),
            _("Functions and numbers, no names: prison staff: 24; judges: 6."),
            control=TrainedField,
            applies=_of_institutions,
            unknown=_("none counted"),
        ),
        Field(
            "risk",
            _("POC risk it lowers"),
            choices=risks_offered,
            linked=risks_for,
            page="risk:risk",
            unknown=_("none named"),
            control=lambda: RiskChoice(Risk.objects.none(), required=False),
        ),
        Field(
            "dangers",
            _("What it may bring upon civilians"),
            lines=3,
            unknown=_("nobody said yet"),
        ),
        Field(
            "measures",
            _("What is done so that they are safer"),
            lines=3,
            unknown=_("nobody said yet"),
        ),
        Field(
            "examined_on",
            _("Examined for its effect on civilians on"),
            _("Left open, it shows as not yet examined."),
            unknown=_("not yet examined"),
        ),
        Field(
            "harm",
            _("Mine action: harm by explosive ordnance at the place"),
            _("What was seen; no names of those harmed."),
            lines=3,
            applies=_of_mines,
        ),
        Field("clearance", _("Mine action: clearance"), applies=_of_mines),
        Field("clearance_came", _("What came of the clearance"), applies=_of_mines),
        Field("education", _("Mine action: risk education"), applies=_of_mines),
        Field("education_came", _("What came of the risk education"), applies=_of_mines),
        Field("victims", _("Mine action: help for victims"), applies=_of_mines),
        Field("victims_came", _("What came of the help for victims"), applies=_of_mines),
        Field("stockpiles", _("Mine action: destruction of stockpiles"), applies=_of_mines),
        Field("stockpiles_came", _("What came of the destruction"), applies=_of_mines),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(ListColumn("title"),),
    page_beside=parts_from_above,
    page_template="programme/programme.html",
)
