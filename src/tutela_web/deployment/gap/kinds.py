"""Needs of agreed risks and lines, and measures against a threat, as kinds of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import Sentence, join, say, term
from tutela.deployment.gap import EFFECTS, time_said
from tutela_web.access.policy import Standing
from tutela_web.base.fields import text
from tutela_web.base.ids import is_id
from tutela_web.base.values import FieldValue
from tutela_web.deployment.gap.models import Need, ThreatMeasure
from tutela_web.deployment.gap.queries import (
    ACT,
    KIND,
    PANELS,
    AgainstRisk,
    agreed_rows,
    effects_proposed,
    gaps_of,
    hotspot_of,
    lines_in_force,
    measures_for,
    needs_for,
    threats_of,
)
from tutela_web.deployment.gap.verbs import UNTESTED, retest_need, withdraw_need
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.verbs import in_linked_area
from tutela_web.look.translate import word
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles
from tutela_web.records.pages import WordsField
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

WANTED = ("effects", "within_minutes", "when", "units", "languages")
"""What a test is of: where any of these changes, a need is not tested any more."""


class MeansNeedInput(TypedDict, total=False):
    """The fields of a need that its rules ask."""

    place: Place
    line: MatrixLine | None
    effects: list[str]
    within_minutes: int | None
    units: int
    because: str
    review_on: date | None
    classification: int


def _need_rules(values: MeansNeedInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("because"))
    effects = list(values.get("effects") or ())
    if not effects or set(effects) - set(EFFECTS):
        raise BadParameter(
            say("a need says which effect is wanted"),
            where="effects",
            next=say("choose one of the list at least"),
        )
    place, line = values["place"], values.get("line")
    named = (place.classification, line.classification if line else 0)
    marking = max(values.get("classification", 0), *named)
    by.require_marking(KIND, marking)
    return {**values, "effects": effects, "area": place.area, "classification": marking}


def _named_then(values: MeansNeedInput, by: Standing) -> Mapping[str, Any]:
    """The name of what it is of, and the hotspot, as they stand when it is made."""
    line, place = values.get("line"), values["place"]
    if line is not None:
        return {"title": f"{line.code} · {line.activity_label}"[:160], "hotspot": None}
    row = hotspot_of(by, place)
    key = row.placed.line["hotspot"] if row and row.placed else None
    return {"title": place.name, "hotspot": UUID(key) if key else None}


def _begin_need(standing: Standing, asked: Mapping[str, str]) -> Mapping[str, Any]:
    """What a new one begins with, from the hotspot, line or place its address names: the effects
    that its harm asks for, which a person confirms."""
    row, line = None, None
    if is_id(key := asked.get("line", "")):
        line = lines_in_force(standing).filter(pk=key).first()
        if line is not None:
            place = line.place if line.place and line.place_seen else None
            place = place or (line.risk.place if line.risk else None)
            row = AgainstRisk(str(line), place, line=line)
    elif is_id(key := asked.get("hotspot", "")):
        wanted = str(UUID(key))
        rows = agreed_rows(standing)
        row = next(
            (
                against
                for against in rows
                if against.placed and against.placed.line["hotspot"] == wanted
            ),
            None,
        )
    elif is_id(key := asked.get("place", "")):
        place = places_for(standing).filter(pk=key).first()
        row = hotspot_of(standing, place) if place else None
        row = AgainstRisk(place.name, place, row.placed if row else None) if place else None
    if row is None:
        return {}
    begun = {"place": row.place, "line": line, "effects": effects_proposed(standing, row)}
    return {name: given for name, given in begun.items() if given}


def _forget_test(
    need: Need, changes: Mapping[str, FieldValue], by: Standing
) -> Mapping[str, FieldValue]:
    return UNTESTED if need.tested_on and set(WANTED) & set(changes) else {}


def _effects() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=lambda: [(effect.code, word(effect.label)) for effect in EFFECTS.values()],
        widget=forms.CheckboxSelectMultiple,
    )


def effects_said(need: Need) -> Sentence:
    """The effects of a need in words."""
    return join(", ", [term(EFFECTS[code].label) for code in need.effects if code in EFFECTS])


def _within_said(need: Need) -> Sentence | None:
    return None if need.within_minutes is None else time_said(need.within_minutes)


def _beside_need(standing: Standing, need: Need) -> dict[str, Any]:
    need_gap = gaps_of(standing, [need])[0]
    may = standing.may(ACT, area=need.area_id) and need.withdrawn_on is None
    panels = [(template, of_feature(standing, need)) for template, of_feature in PANELS.items()]
    return {
        "one": need_gap,
        "whens": [half.when for half in need_gap.gap.halves] if need_gap.gap else [],
        "effects": effects_said(need),
        "may_keep": may,
        "withdraw_form": WITHDRAW.form_for(standing),
        "panels": [(template, shown) for template, shown in panels if shown is not None],
    }


NEED = RecordKind(
    Need,
    name="need",
    room="deployment",
    path="needs",
    reads=KIND,
    act=ACT,
    acts=in_linked_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=needs_for,
    rules=_need_rules,
    takes=_named_then,
    amends=_forget_test,
    begun=_begin_need,
    listed=False,
    list_name="gaps",
    titles=Titles(
        one=_("What it takes"),
        many=_("Means against agreed risks"),
        add=_("Say what it takes"),
        none=_("Nobody said what any agreed risk takes."),
        words=_(
            "Which effect is wanted there, how soon and by how many. The effects ticked are "
            "proposed from the harm; you decide."
        ),
        button=_("Record what it takes"),
    ),
    fields=(
        Field("title", _("Of"), asked=False),
        Field(
            "place",
            _("Place"),
            _("Of a hotspot, the place that stands for it."),
            choices=places_by_name,
            linked=places_for,
            page="site:place",
            only="new",
        ),
        Field(
            "line",
            _("Line of the matrix"),
            choices=lines_in_force,
            linked=lines_for,
            page="programme:line",
            unknown=_("none: of the hotspot"),
            only="new",
        ),
        Field("effects", _("Effects"), control=_effects),
        Field(
            "within_minutes",
            _("Within, minutes"),
            _("From the alarm until they must be there."),
            unknown=_("not said"),
            least=1,
            most=20160,
        ),
        Field("when", _("When")),
        Field("units", _("How many units"), least=1, most=50, needed=True),
        Field(
            "languages",
            _("Languages"),
            _("One of which somebody there must speak. Separate with semicolons."),
            control=WordsField,
            unknown=_("it does not matter"),
        ),
        Field("because", _("Why"), lines=3, unknown=_("not said")),
        Field("review_on", _("To review on"), unknown=_("no day set")),
        Field(
            "tested_on",
            _("Last tested"),
            asked=False,
            unknown=_("not tested"),
        ),
        Field("tested_found", _("The test found"), asked=False, unknown=_("not tested")),
        Field(
            "withdrawn_on",
            _("Withdrawn on"),
            asked=False,
            applies=lambda need: need.withdrawn_on is not None,
        ),
        Field(
            "withdrawn_why",
            _("Why it was withdrawn"),
            asked=False,
            applies=lambda need: need.withdrawn_on is not None,
        ),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("title", under=("place",)),
        ListColumn("effects", told=effects_said),
        ListColumn("within", label=_("Within"), told=_within_said, unknown=_("not said")),
        ListColumn("review_on"),
    ),
    initial=lambda standing: {"classification": 1, "units": 1},
    history=("tested_on", "tested_found", "withdrawn_on", "withdrawn_why"),
    page_beside=_beside_need,
    page_template="deployment/need.html",
)

RETEST = Act(
    retest_need,
    on=NEED,
    path="needs/<uuid:pk>/test/",
    name="need_test",
    says=_("What is reckoned now is kept as tested."),
)
WITHDRAW = Act(
    withdraw_need,
    on=NEED,
    path="needs/<uuid:pk>/withdraw/",
    name="need_withdraw",
    form="withdraw_form",
    auto_id="withdraw_%s",
    fields={"why": text(_("Why it stands no more"), 300, rows=2)},
    says=_("It is withdrawn."),
)


class ThreatMeasureInput(TypedDict, total=False):
    """The fields of a measure that its rules ask."""

    risk: Risk
    measure: str
    because: str
    results: str
    classification: int


def _measure_rules(values: ThreatMeasureInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("measure"), values.get("because"), values.get("results"))
    risk = values["risk"]
    marking = max(values.get("classification", 0), risk.classification, risk.place.classification)
    by.require_marking(KIND, marking)
    if risk.compartment:
        raise BadParameter(
            say("this risk lies in a compartment"),
            next=say("measures against it are kept with its records"),
        )
    return {**values, "classification": marking}


MEASURE = RecordKind(
    ThreatMeasure,
    name="threat_measure",
    room="deployment",
    path="measures",
    reads=KIND,
    act=ACT,
    rows=measures_for,
    rules=_measure_rules,
    listed=False,
    list_name="engagements:threats",
    parent=Parent(
        "risk",
        threats_of,
        "threats/<uuid:pk>/measure/",
        "engagements:threat",
        initial=lambda risk: {"classification": max(1, risk.classification)},
        back=True,
    ),
    titles=Titles(
        one=_("Measure against a threat"),
        many=_("Threats"),
        add=_("Record a measure"),
        none=_("No measure is on record."),
    ),
    fields=(
        Field("risk", _("Threat"), linked=risks_for, page="engagements:threat", asked=False),
        Field("verb", _("It serves to")),
        Field("measure", _("Measure"), lines=2),
        Field(
            "feasible",
            _("Feasible"),
            tones={"able": "ok", "limited": "warn", "not": "danger"},
        ),
        Field(
            "because",
            _("Why"),
            _("By its effect; what a unit lacks is written at the unit."),
            lines=2,
        ),
        Field("results", _("Earlier results"), lines=3, unknown=_("not known")),
        Field(
            "line",
            _("Line of the matrix"),
            choices=lines_for,
            page="programme:line",
            unknown=_("none"),
        ),
        Field("review_on", _("To review on"), unknown=_("no day set")),
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {},
)
