"""What is said beside a line of the matrix: how it could undermine humanitarians, and which help of
mission support it needs; as kinds of record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.forms import NO_NAMES
from tutela_web.links.verbs import not_ahead
from tutela_web.programme.efforts.models import SpaceEffect, SupportNeed
from tutela_web.programme.efforts.queries import space_effects_for, support_needs_for
from tutela_web.programme.fields import CLASSIFICATION, ENDED, LINE_ACT
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records.kinds import Field, Parent, RecordKind, Titles


class BesideInput(TypedDict, total=False):
    """What the rules of both kinds ask."""

    line: MatrixLine
    how: str
    agreed: str
    agreed_on: date | None
    what: str
    state: str
    given_by: str
    answered_on: date | None
    classification: int


def _no_lower_than_line(values: BesideInput, by: Standing) -> dict[str, Any]:
    marking = max(values.get("classification", 0), values["line"].classification)
    by.require_marking("strategy", marking)
    return {**values, "classification": marking}


def _effect_rules(values: BesideInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("how"), values.get("agreed"))
    not_ahead(values.get("agreed_on"), by)
    if values.get("agreed_on") and not values.get("agreed", "").strip():
        raise BadParameter(
            say("what was agreed is not said"),
            where="agreed",
            next=say("write it, or leave the day out"),
        )
    return _no_lower_than_line(values, by)


def _need_rules(values: BesideInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("what"))
    not_ahead(values.get("answered_on"), by)
    given = values.get("state") in (SupportNeed.State.GIVEN, SupportNeed.State.PARTLY)
    if given and not values.get("given_by", "").strip():
        raise BadParameter(
            say("who gives it is not said"), where="given_by", next=say("name the office")
        )
    return _no_lower_than_line(values, by)


LINE = Field("line", _("Line of the matrix"), linked=lines_for, page="programme:line", asked=False)

SPACE_EFFECT = RecordKind(
    SpaceEffect,
    name="space_effect",
    room="programme",
    path="space-effects",
    reads="strategy",
    act=LINE_ACT,
    rows=space_effects_for,
    rules=_effect_rules,
    listed=False,
    list_name="matrix",
    parent=Parent(
        "line",
        lines_for,
        "matrix/<uuid:pk>/space-effect/",
        "programme:line",
        back=True,
        initial=lambda line: {"classification": line.classification},
    ),
    titles=Titles(
        one=_("Effect on humanitarians"),
        many=_("Implementation matrix"),
        add=_("Say how it could undermine them"),
        none=_("Nobody said whether it could undermine humanitarians."),
        words=_("Ask them: what undermines their access, acceptance or safety they know first."),
    ),
    fields=(
        LINE,
        Field("harms", _("What it could undermine")),
        Field("whose", _("Whose work"), _("Organisations or a cluster, never a person's name.")),
        Field("how", _("How"), lines=2),
        Field("agreed", _("What was agreed"), lines=2, unknown=_("nothing agreed yet")),
        Field("agreed_on", _("Agreed on"), unknown=_("no day said")),
        Field("watched_by", _("Who watches it"), NO_NAMES, unknown=_("nobody yet")),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(),
)

SUPPORT_NEED = RecordKind(
    SupportNeed,
    name="support_need",
    room="programme",
    path="support-needs",
    reads="strategy",
    act=LINE_ACT,
    rows=support_needs_for,
    rules=_need_rules,
    listed=False,
    list_name="matrix",
    parent=Parent(
        "line",
        lines_for,
        "matrix/<uuid:pk>/support-need/",
        "programme:line",
        back=True,
        initial=lambda line: {"classification": line.classification},
    ),
    titles=Titles(
        one=_("Help of mission support"),
        many=_("Implementation matrix"),
        add=_("Ask for help of mission support"),
        none=_("Nobody said which help of mission support it needs."),
    ),
    fields=(
        LINE,
        Field("help", _("Which help")),
        Field("what", _("What exactly, where and until when"), lines=2),
        Field("state", _("Whether it is given"), tones={SupportNeed.State.REFUSED.value: "danger"}),
        Field("given_by", _("Who gives it"), NO_NAMES, unknown=_("nobody yet")),
        Field("answered_on", _("Answered on"), unknown=_("no answer yet")),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(),
)
