"""What justice does, and what the mission does towards it, as kinds of record.

The host's investigation and who of the police follows it, help towards justice, and transitional
justice by area and office: offices and numbers, never a person.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.accountability import queries
from tutela_web.accountability.kinds import in_its_compartment, parent_at
from tutela_web.accountability.models import (
    HostInvestigation,
    InvestigationStep,
    JusticeHelp,
    JusticeWork,
    Violation,
)
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import AREA, CLASSIFICATION
from tutela_web.links.forms import NO_NAMES
from tutela_web.links.verbs import not_ahead
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles

NO_VICTIM = _("An office, never a person; no victim or witness.")


class InvestigationInput(TypedDict, total=False):
    """Of the host's investigation, what its rules look at."""

    violation: Violation
    opened_on: date | None
    followed_by: str
    manner: str
    led_by: str
    ending: str
    ended_on: date | None


def _investigation_rules(values: InvestigationInput, by: Standing) -> dict[str, Any]:
    not_ahead(values.get("opened_on"), by)
    not_ahead(values.get("ended_on"), by)
    opened, ended = values.get("opened_on"), values.get("ended_on")
    if opened and ended and ended < opened:
        raise BadParameter(
            say("it ended before it was opened"), where="ended_on", next=say("put the days right")
        )
    if ended and not values.get("ending"):
        raise BadParameter(say("how it ended is not said"), where="ending", next=say("choose one"))
    if values.get("followed_by") and not values.get("led_by"):
        raise BadParameter(
            say("police follow an investigation under the lead of human rights"),
            where="led_by",
            next=say("name the office of human rights that leads"),
        )
    if values.get("followed_by") and not values.get("manner"):
        raise BadParameter(
            say("how the police follow it is not said"), where="manner", next=say("choose one")
        )
    return {**values, **in_its_compartment(values["violation"])}


def _beside_investigation(standing: Standing, investigation: HostInvestigation) -> dict[str, Any]:
    return {
        "steps": list(investigation.steps.all()),
        "stalled_since": investigation.stalled_on(standing.on),
        "keeps": standing.may(queries.KEEP),
    }


INVESTIGATION = RecordKind(
    HostInvestigation,
    name="investigation",
    room="accountability",
    path="investigations",
    listed=False,
    list_name="violations",
    reads=queries.KIND,
    act=queries.KEEP,
    rows=queries.investigations_for,
    rules=_investigation_rules,
    parent=parent_at("investigations"),
    titles=Titles(
        one=_("Investigation by the host"),
        many=_("Violations and abuses"),
        add=_("Record an investigation"),
        none=_("No investigation by the host is on record."),
        words=_("Offices only: no victim, witness or suspect is named here."),
    ),
    fields=(
        Field("investigated_by", _("Who investigates"), NO_VICTIM),
        Field("opened_on", _("Opened on")),
        Field(
            "followed_by",
            _("Police office of the mission that follows it"),
            NO_NAMES,
            unknown=_("nobody follows it"),
        ),
        Field("manner", _("What the police do"), unknown=_("nobody follows it")),
        Field(
            "led_by",
            _("Office of human rights that leads"),
            NO_NAMES,
            unknown=_("none named"),
        ),
        Field("ending", _("How it ended"), unknown=_("not ended")),
        Field("ended_on", _("Ended on"), unknown=_("not ended")),
    ),
    columns=(),
    initial=lambda standing: {},
    page_beside=_beside_investigation,
    page_template="accountability/investigation.html",
)


class InvestigationStepInput(TypedDict, total=False):
    """Of a step of an investigation, what its rules look at."""

    investigation: HostInvestigation
    by: str
    on: date


def _investigation_step_rules(values: InvestigationStepInput, by: Standing) -> dict[str, Any]:
    investigation, on = values["investigation"], values["on"]
    not_ahead(on, by)
    if investigation.opened_on and on < investigation.opened_on:
        raise BadParameter(
            say("this step came before the investigation was opened"),
            where="on",
            next=say("put the day right"),
        )
    if values["by"] == InvestigationStep.By.POLICE and not investigation.followed_by:
        raise BadParameter(
            say("no office of the police follows this investigation"),
            where="by",
            next=say("name it on the page of the investigation first"),
        )
    return {**values, **in_its_compartment(investigation)}


INVESTIGATION_STEP = RecordKind(
    InvestigationStep,
    name="investigation_step",
    room="accountability",
    path="investigation-steps",
    listed=False,
    list_name="violations",
    reads=queries.KIND,
    act=queries.KEEP,
    rows=queries.investigation_steps_for,
    rules=_investigation_step_rules,
    parent=Parent(
        "investigation",
        queries.investigations_for,
        "investigations/<uuid:pk>/steps/new/",
        "accountability:investigation",
        back=True,
    ),
    titles=Titles(
        one=_("Step of an investigation"),
        many=_("Violations and abuses"),
        add=_("Record a step of the investigation"),
        none=_("No step is on record."),
    ),
    fields=(
        Field("by", _("By")),
        Field("what", _("What was done"), _("No victim, witness or suspect."), lines=2),
        Field("on", _("Day")),
    ),
    columns=(),
    initial=lambda standing: {"on": standing.on, "by": "host"},
)


class HelpInput(TypedDict, total=False):
    """Of help towards justice, what its rules look at."""

    violation: Violation
    on: date
    women: int | None
    men: int | None
    girls: int | None
    boys: int | None
    unknown: int | None


def _help_rules(values: HelpInput, by: Standing) -> dict[str, Any]:
    not_ahead(values["on"], by)
    counted = (
        values.get("women"),
        values.get("men"),
        values.get("girls"),
        values.get("boys"),
        values.get("unknown"),
    )
    if not any(counted):
        raise BadParameter(
            say("help is offered to somebody"),
            where="unknown",
            next=say("say to how many; not known is an answer for sex and age"),
        )
    return {**values, **in_its_compartment(values["violation"])}


HELP = RecordKind(
    JusticeHelp,
    name="justice_help",
    room="accountability",
    path="help",
    listed=False,
    list_name="violations",
    reads=queries.KIND,
    act=queries.KEEP,
    rows=queries.help_for,
    rules=_help_rules,
    there=lambda standing: standing.may(queries.KEEP),
    parent=parent_at("help"),
    titles=Titles(
        one=_("Help towards justice"),
        many=_("Violations and abuses"),
        add=_("Record help towards justice"),
        none=_("No help towards justice is on record."),
        words=_(
            "Which office offered what, and to how many. Nothing of a survivor is written here; "
            "others read numbers from five up."
        ),
    ),
    fields=(
        Field("kind", _("Help")),
        Field("answer", _("How it was answered")),
        Field("office", _("Office that offers it"), NO_VICTIM),
        Field("on", _("Day")),
        Field("women", _("Women"), least=0),
        Field("men", _("Men"), least=0),
        Field("girls", _("Girls"), least=0),
        Field("boys", _("Boys"), least=0),
        Field("unknown", _("Sex or age not known"), least=0),
    ),
    columns=(),
    initial=lambda standing: {"on": standing.on},
)


class JusticeWorkInput(TypedDict, total=False):
    """Of transitional justice, what its rules look at."""

    kind: str
    name: str
    office: str
    since: date | None
    result: str
    follows: str
    follows_how: str
    looked_on: date | None


def _work_rules(values: JusticeWorkInput, by: Standing) -> dict[str, Any]:
    not_ahead(values.get("since"), by)
    not_ahead(values.get("looked_on"), by)
    refuse_closed_words(values.get("name"), values.get("result"), values.get("follows_how"))
    if values["kind"] == JusticeWork.Kind.VETTING and not values.get("office"):
        raise BadParameter(
            say("vetting is of an office or a unit"),
            where="office",
            next=say("name it, and no person"),
        )
    if values.get("follows") and not values.get("looked_on"):
        raise BadParameter(
            say("what follows for cooperation was looked at on a day"),
            where="looked_on",
            next=say("give the day"),
        )
    return {**values}


def _by_follows(rows: QuerySet[JusticeWork], value: str, standing: Standing) -> QuerySet[Any]:
    return rows.filter(follows="" if value == "unknown" else value)


WORK = RecordKind(
    JusticeWork,
    name="justice_work",
    room="accountability",
    path="justice",
    list_name="justice_works",
    reads=queries.KIND,
    act=queries.KEEP,
    rows=queries.justice_work_for,
    rules=_work_rules,
    titles=Titles(
        one=_("Work of justice"),
        many=_("Transitional justice"),
        about=_(
            "Mechanisms and vetting by area and office, how each stands, and what follows for the "
            "mission's cooperation under due diligence. No person is named here."
        ),
        add=_("Record a mechanism or vetting"),
        none=_("No work of justice is on record."),
        words=_("Offices and mechanisms only: who is vetted, tried or heard is not named here."),
    ),
    fields=(
        Field("kind", _("Kind")),
        Field("name", _("Name of the mechanism or process"), NO_NAMES),
        AREA,
        Field(
            "office",
            _("Office or unit whom it concerns"),
            _("An office or a unit of the host; never a person."),
            unknown=_("no single office"),
        ),
        Field("state", _("State")),
        Field("since", _("Since")),
        Field("result", _("Result"), NO_NAMES, lines=3, unknown=_("nothing said")),
        Field(
            "follows",
            _("What follows for cooperation"),
            _("Under human rights due diligence, with this office or unit."),
            unknown=_("not looked at"),
            tones={"withheld": "danger", "measures": "warn", "assess": "warn"},
        ),
        Field("follows_how", _("In words"), NO_NAMES, unknown=_("nothing said")),
        Field("looked_on", _("Looked at on"), unknown=_("not looked at")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("name", under=("kind",)),
        ListColumn("area"),
        ListColumn("office"),
        ListColumn("state", under=("since",)),
        ListColumn("follows", under=("looked_on",)),
    ),
    filters=(
        ListFilter("kind", _("Kind")),
        ListFilter("state", _("State")),
        ListFilter(
            "follows",
            _("What follows for cooperation"),
            choices=lambda standing: [
                (value or "unknown", label) for value, label in JusticeWork.Follows.choices
            ],
            apply=_by_follows,
        ),
    ),
    warns=lambda work: work.state in (JusticeWork.State.STALLED, JusticeWork.State.BROKEN),
    initial=lambda standing: {"classification": 1},
)
