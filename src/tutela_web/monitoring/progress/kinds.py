"""A review of a line, as a kind of record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.verbs import not_ahead
from tutela_web.monitoring.progress.models import LineReview
from tutela_web.monitoring.progress.queries import ACT, KIND, reviews_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles


class ReviewInput(TypedDict, total=False):
    """The fields of a review that its rules ask."""

    line: MatrixLine
    on: date
    output: str
    outcome: str
    impact: str
    course: str
    sources: str
    next_on: date | None
    classification: int


def _rules(values: ReviewInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("output"), values.get("outcome"), values.get("impact"))
    not_ahead(values["on"], by)
    next_on = values.get("next_on")
    if next_on is not None and next_on <= values["on"]:
        raise BadParameter(
            say("the next review would be before this one"),
            where="next_on",
            next=say("put the day right"),
        )
    impact = (values.get("impact") or "").strip()
    if values.get("course") and not impact:
        raise BadParameter(
            say("what became of people is not said, so nobody can say that it changed"),
            where="course",
            next=say("leave it as not known, or say what became of them"),
        )
    change_said = impact or (values.get("outcome") or "").strip()
    if change_said and not (values.get("sources") or "").strip():
        raise BadParameter(
            say("nobody can see by what this is known"),
            where="sources",
            next=say("name the sources"),
        )
    marking = max(values.get("classification", 0), values["line"].classification)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


REVIEW = RecordKind(
    LineReview,
    name="line_review",
    room="monitoring",
    path="line-reviews",
    reads=KIND,
    act=ACT,
    rows=reviews_for,
    rules=_rules,
    takes=lambda values, by: {"reviewed_by": by.as_said},
    parent=Parent(
        "line",
        lines_for,
        "lines/<uuid:pk>/review/",
        "programme:line",
        initial=lambda line: {"classification": line.classification},
        about=lambda line: [f"{line.code} · {line.activity_label}"],
    ),
    titles=Titles(
        one=_("Review of a line"),
        many=_("Reviews of lines"),
        about=_(
            "What was done under a line, what it changed and what became of people. What is left "
            "blank is not known, and is no progress."
        ),
        add=_("Review the line"),
        none=_("No line was reviewed. Whether anything changed is not known."),
        button=_("Save the review"),
    ),
    fields=(
        Field("line", _("Line"), linked=lines_for, page="programme:line", asked=False),
        Field("on", _("Day")),
        Field("output", _("Output"), _("What was done."), lines=2, unknown=_("not known")),
        Field(
            "outcome",
            _("Outcome"),
            _("What it changed in what others do, or in what can be done."),
            lines=2,
            unknown=_("not known"),
        ),
        Field(
            "impact",
            _("Impact on people"),
            _("What became of people, good or bad. Not what was done."),
            lines=2,
            unknown=_("not known"),
        ),
        Field(
            "course",
            _("For people"),
            tones={"better": "ok", "worse": "danger", "same": "warn"},
        ),
        Field("sources", _("Sources"), unknown=_("none named")),
        Field("next_on", _("Next review on"), unknown=_("after ninety days")),
        Field("reviewed_by", _("Reviewed by"), asked=False),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("line", under=("on",)),
        ListColumn("output"),
        ListColumn("outcome"),
        ListColumn("impact", under=("course",)),
        ListColumn("next_on"),
        ListColumn("reviewed_by"),
    ),
    filters=(ListFilter("course", _("For people")),),
    initial=lambda standing: {"on": standing.on, "classification": 1},
    lacks=lambda review: not review.impact,
    day=lambda review: review.on,
)
