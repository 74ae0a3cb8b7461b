"""What the mission asked of others, as a kind of record."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied
from tutela_web.base.fields import a_day, choice, text
from tutela_web.base.values import FieldValue
from tutela_web.engagements.asks import verbs
from tutela_web.engagements.asks.models import Ask
from tutela_web.engagements.asks.queries import seen_asks
from tutela_web.engagements.asks.verbs import ACT
from tutela_web.links.fields import AREA, CLASSIFICATION, PLACE
from tutela_web.links.forms import RiskChoice
from tutela_web.links.verbs import fields_bound_by_links, in_whole_mission, not_ahead
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, RecordKind, Titles
from tutela_web.records.pages import WordsField
from tutela_web.records.verbs import draft_of
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for


def _risks(standing: Standing) -> QuerySet[Risk]:
    return risks_for(standing).select_related("place")


def _open_risks(standing: Standing) -> QuerySet[Risk]:
    return _risks(standing).exclude(status=Risk.Status.CLOSED).order_by("place__name", "actor")


def _kinds(standing: Standing) -> set[str]:
    """An ask about a caveat is made by who holds the compartment capacity."""
    return set(Ask.Kind.values) - (
        set() if Compartment.CAPACITY in standing.compartments else {Ask.Kind.CAVEAT}
    )


def _rules(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    ask = draft_of(Ask, values)
    not_ahead(ask.asked_on, by)
    if ask.due and ask.due < ask.asked_on:
        raise BadParameter(
            say("it would be due before it was asked"), next=say("put the day right")
        )
    if ask.kind == Ask.Kind.CAVEAT:
        if Compartment.CAPACITY not in by.compartments:
            raise Denied(
                "asks about caveats are kept by those who hold the compartment capacity",
                next="ask the Chief of Staff to record it",
            )
        values = values | {"compartment": Compartment.CAPACITY}
    return fields_bound_by_links(values, by, kind="engagements")


def _extra_context(standing: Standing, ask: Ask) -> dict[str, Any]:
    return {"state": ask.state(standing.on), "form": ANSWER.form_for(standing)}


ASK = RecordKind(
    Ask,
    name="ask",
    room="engagements",
    path="asks",
    reads="engagements",
    act=ACT,
    acts=in_whole_mission(ACT),
    rows=seen_asks,
    day=lambda one: one.asked_on,
    rules=_rules,
    listed=False,
    titles=Titles(
        one=_("Request"),
        many=_("Requests"),
        add=_("Record a request"),
        none=_("No request is recorded."),
    ),
    fields=(
        Field("of", _("Asked of")),
        Field(
            "of_whom",
            _("Which office or state"),
            _("An office or a state, never a person's name."),
        ),
        Field("kind", _("Kind"), offers=_kinds),
        Field(
            "what",
            _("What was asked"),
            _(
                "A request about a caveat is read only by holders of the compartment capacity; "
                "do not mention caveats in any other request."
            ),
            lines=4,
        ),
        Field("asked_on", _("Asked on")),
        Field("due", _("Answer needed by"), unknown=_("no day set")),
        Field(
            "risk",
            _("Risk"),
            control=lambda: RiskChoice(Risk.objects.none(), required=False),
            choices=_open_risks,
            linked=_risks,
            page="risk:risk",
            unknown=_("none"),
        ),
        PLACE,
        Field("gap", _("Gap it would close")),
        Field(
            "references",
            _("References"),
            control=lambda: WordsField(
                help_text=_(
                    "CONOPS, SUR, MOU, budget line, cable: by number, separated by semicolons."
                )
            ),
            unknown=_("none given"),
        ),
        AREA,
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {"classification": 1, "asked_on": standing.on},
    history=("answer", "answer_said", "answered_on"),
    page_beside=_extra_context,
    page_template="engagements/ask.html",
)

ANSWER = Act(
    verbs.answer,
    on=ASK,
    path="asks/<uuid:pk>/answer/",
    name="ask_answer",
    form="form",
    auto_id="answer_%s",
    begins=lambda standing, ask: {"on": standing.on},
    fields={
        "answer": choice(_("Answer"), Ask.Answer.choices),
        "said": text(_("What it said, and the result"), 3000, rows=3),
        "on": a_day(_("It came on")),
    },
)
