"""Twins as a kind of record, and the acts on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela.exercise.script import said_in
from tutela_web.access.policy import Standing
from tutela_web.base.fields import text
from tutela_web.base.ids import is_id
from tutela_web.base.values import Words
from tutela_web.exercise.twins.models import Twin, TwinRuling
from tutela_web.exercise.twins.queries import (
    KIND,
    MAKES,
    case_read,
    case_told,
    cases_for,
    is_refused,
    may_be_played,
    offices_of,
    offices_on,
    reads_script,
    twins_for,
)
from tutela_web.exercise.twins.verbs import draw_again, make_twin, rename_twin, rule_on_twin
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles

WAYS: dict[str, Words] = {
    "call": _("call"),
    "text": _("text message"),
    "refusal": _("refusal"),
}


class OfficeField(forms.ChoiceField):
    """One of the offices for which a person may rule."""

    def __init__(self, label: Words) -> None:
        super().__init__(label=label, choices=TwinRuling.Office.choices)

    def fit(self, standing: Standing) -> None:
        """Offer the offices of this person; whoever has none is refused by the verb."""
        if own := offices_of(standing):
            self.choices = [(office.value, office.label) for office in own]


def _clearance_in_words(twin: Twin) -> Words:
    """How far a twin is cleared, in words."""
    states = offices_on(twin)
    if any(state.refused for state in states):
        return _("refused: may not be played")
    waiting = [str(state.office.label) for state in states if not state.cleared]
    return ", ".join(waiting) if waiting else _("none: all three cleared it")


def _begin_from_case(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    """The case a person comes from."""
    key = asked.get("alert", "")
    alert = cases_for(standing).filter(pk=UUID(key)).first() if is_id(key) else None
    return {"alert": alert} if alert else {}


def _beside_twin(standing: Standing, twin: Twin) -> dict[str, Any]:
    reads = reads_script(standing)
    offices = offices_of(standing)
    language = get_language() or "en"
    script = twin.played if reads else None
    refused = is_refused(twin)
    return {
        "states": offices_on(twin),
        "own_offices": offices,
        "twin_refused": refused,
        "playable": may_be_played(twin),
        "script": script,
        "about": said_in(script.about, language) if script else "",
        "injects": [
            (inject.minute, WAYS[inject.by], said_in(inject.words, language))
            for inject in script.injects
        ]
        if script
        else [],
        "then": [(line["minute"], said_in(line["words"], language)) for line in twin.then]
        if script
        else [],
        "case": case_told(standing, twin),
        "case_id": twin.alert_id,
        "reads_case": reads and case_read(standing, twin) is not None,
        "rule_form": RULE.form_for(standing) if offices and not refused else None,
        "may_draw": standing.may(MAKES) and not refused,
    }


TWIN = RecordKind(
    Twin,
    name="twin",
    room="exercise",
    path="twins",
    reads=KIND,
    act=MAKES,
    rows=twins_for,
    makes=make_twin,
    saves=rename_twin,
    begun=_begin_from_case,
    initial=lambda standing: {},
    titles=Titles(
        one=_("Exercise made of a past crisis"),
        many=_("Exercises made of past crises"),
        about=_(
            "The course of a past crisis told again: places invented, hours moved, no word taken "
            "over. It may be played once three offices have cleared it."
        ),
        add=_("Make an exercise of a past crisis"),
        none=_("No exercise was made of a past crisis."),
        words=_(
            "Only what was recorded in codes is used: kinds of act, minutes, answers. None is made "
            "of some cases; which, and why, is not said."
        ),
    ),
    fields=(
        Field(
            "alert",
            _("Case that has ended"),
            choices=cases_for,
            linked=cases_for,
            only="new",
            applies=lambda twin: False,
        ),
        Field("title", _("Name"), _("Nothing of the case: no place, no date, no unit.")),
    ),
    columns=(
        ListColumn("title"),
        ListColumn("ruled", label=_("Clearance still due from"), told=_clearance_in_words),
    ),
    warns=is_refused,
    page_beside=_beside_twin,
    page_template="exercise/twin.html",
)

RULE = Act(
    rule_on_twin,
    on=TWIN,
    path="twins/<uuid:pk>/rule/",
    name="twin_rule",
    form="rule_form",
    fields={
        "office": OfficeField(_("For which office")),
        "cleared": forms.TypedChoiceField(
            label=_("May it be played?"),
            choices=[("yes", _("Clear it")), ("no", _("Refuse it: this stands"))],
            coerce=lambda said: said == "yes",
        ),
        "why": text(_("Reasons"), 400, rows=2),
    },
    says=_("It is recorded."),
)

DRAW = Act(
    draw_again,
    on=TWIN,
    path="twins/<uuid:pk>/draw/",
    name="twin_draw",
    says=_("Places, distances and hour are drawn again. It has to be cleared again."),
)
