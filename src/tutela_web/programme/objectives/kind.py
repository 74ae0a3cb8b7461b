"""An objective of the strategy, as a kind of record."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.strategy.matrix import TIERS
from tutela_web.access.policy import Standing
from tutela_web.programme.fields import ACT, CLASSIFICATION, ENDED
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.queries import objectives_for
from tutela_web.programme.page_parts import parts_from_above
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles


class ObjectiveTiers(TypedDict, total=False):
    """Of an objective, what its rules look at."""

    tiers: list[int]


def _rules(values: ObjectiveTiers, by: Standing) -> ObjectiveTiers:
    tiers = values.get("tiers") or []
    if not tiers or set(tiers) - set(TIERS):
        raise BadParameter(
            say("an objective lies in at least one of the three tiers"), next=say("choose them")
        )
    return values


def _tiers() -> forms.Field:
    return forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        choices=[(tier, tier) for tier in TIERS],
    )


OBJECTIVE = RecordKind(
    Objective,
    name="objective",
    room="programme",
    path="objectives",
    listed=False,
    made_here=False,
    numbered=True,
    reads="strategy",
    act=ACT,
    rows=objectives_for,
    rules=_rules,
    titles=Titles(
        one=_("Objective"),
        many=_("Objectives"),
        add=_("Set an objective"),
        none=_("no objective of this term"),
    ),
    fields=(
        Field(
            "words",
            _("Objective"),
            _("What is to be so for people, not what the mission does."),
            lines=3,
        ),
        Field(
            "own_number",
            _("Number, as the mission gives it"),
            _("As in the strategy: 1.2. Without one it is O-1, O-2 and so on."),
        ),
        Field("term", _("Term")),
        Field(
            "tiers",
            _("Tiers"),
            _("1 political process, 2 physical protection, 3 protective environment."),
            control=_tiers,
        ),
        Field("aim", _("Political aim it serves"), lines=3, unknown=_("none given")),
        Field(
            "end_state",
            _("End state"),
            _("How it is observed that it is reached."),
            lines=3,
            unknown=_("none given"),
        ),
        replace(ENDED, only="edit"),
        CLASSIFICATION,
    ),
    columns=(ListColumn("words"),),
    page_beside=parts_from_above,
    page_template="programme/objective.html",
)
