"""An evaluation of effects at a place, as a kind of record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.forms import NO_NAMES
from tutela_web.links.verbs import not_ahead
from tutela_web.monitoring.effects.models import PlaceEvaluation
from tutela_web.monitoring.effects.queries import ACT, KIND, evaluations_for
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles


class EvaluationInput(TypedDict, total=False):
    """The fields of an evaluation that its rules ask."""

    place: Place
    first: date
    last: date
    done: str
    changed: str
    for_whom: str
    course: str
    sources: str
    evaluated_on: date
    classification: int


def _rules(values: EvaluationInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("done"), values.get("changed"), values.get("for_whom"))
    if values["last"] < values["first"]:
        raise BadParameter(
            say("the period ends before it begins"), where="last", next=say("put the days right")
        )
    not_ahead(values["last"], by)
    not_ahead(values["evaluated_on"], by)
    changed = (values.get("changed") or "").strip()
    if values.get("course") and not changed:
        raise BadParameter(
            say("what it changed is not said, so nobody can say for better or worse"),
            where="course",
            next=say("leave it as not known, or say what it changed"),
        )
    if changed and not (values.get("sources") or "").strip():
        raise BadParameter(
            say("nobody can see by what this is known"),
            where="sources",
            next=say("name the sources"),
        )
    marking = max(values.get("classification", 0), values["place"].classification)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


EVALUATION = RecordKind(
    PlaceEvaluation,
    name="evaluation",
    room="monitoring",
    path="effects",
    list_name="effects",
    reads=KIND,
    act=ACT,
    rows=evaluations_for,
    rules=_rules,
    parent=Parent(
        "place",
        places_for,
        "places/<uuid:pk>/evaluate/",
        "site:place",
        initial=lambda place: {"classification": place.classification},
    ),
    titles=Titles(
        one=_("Evaluation of effects"),
        many=_("Effects of what was done, by place"),
        about=_(
            "What was done at a place, what it changed and for whom. What nobody evaluated is not "
            "known."
        ),
        add=_("Evaluate the effects"),
        none=_("No effect was evaluated at any place."),
        button=_("Save the evaluation"),
    ),
    fields=(
        Field("place", _("Place"), linked=places_for, page="site:place", asked=False),
        Field("first", _("Period, first day")),
        Field("last", _("Period, last day")),
        Field("done", _("What was done"), lines=3),
        Field(
            "changed",
            _("What it changed"),
            _("What became of people, good or bad. Not what was done."),
            lines=3,
            unknown=_("not known"),
        ),
        Field("for_whom", _("For whom"), NO_NAMES, unknown=_("not said")),
        Field(
            "course",
            _("For people"),
            tones={"better": "ok", "worse": "danger", "same": "warn"},
        ),
        Field("evaluated_by", _("Evaluated by"), _("An office.")),
        Field("evaluated_on", _("Evaluated on")),
        Field("sources", _("Sources"), unknown=_("none named")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("place", under=("first", "last")),
        ListColumn("done"),
        ListColumn("changed", under=("for_whom",)),
        ListColumn("course"),
        ListColumn("evaluated_by", under=("evaluated_on",)),
    ),
    filters=(ListFilter("course", _("For people")),),
    initial=lambda standing: {"evaluated_on": standing.on, "classification": 1},
    lacks=lambda evaluation: not evaluation.changed,
    day=lambda evaluation: evaluation.last,
)
