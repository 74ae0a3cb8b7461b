"""A caveat, as a kind of record: made beside its unit, for who holds the compartment capacity; what
it takes away is told beside its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.capacity.able import TASKS
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.capacity.caveats.queries import (
    caveats_by_unit,
    caveats_read,
    effects,
    found_caveats,
)
from tutela_web.capacity.inputs import CaveatInput
from tutela_web.capacity.models import Caveat
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.capacity.units.verbs import KIND
from tutela_web.look.translate import word
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles

ACT = "edit_caveats"
CLASSIFY = "classify_caveat"
UNDECLARED = Caveat.Status.UNDECLARED
IN_COMPARTMENT = _("Compartment capacity: each read is a line in the audit.")


def _rules(values: CaveatInput, by: Standing) -> CaveatInput:
    if not holds_readiness(by):
        raise Denied(
            str(_("caveats belong to the compartment capacity")),
            next=str(_("ask the Chief of Staff for a grant")),
        )
    starts, ends = values.get("starts"), values.get("ends")
    if starts and ends and ends < starts:
        raise BadParameter(
            str(_("the caveat ends before it begins")), next=str(_("put the dates right"))
        )
    declared = values.get("declared_on")
    if declared and declared > clock.today(by.mission):
        raise BadParameter(
            say("this day lies ahead"), where="declared_on", next=say("put the day right")
        )
    if wrong := sorted(set(values.get("no_tasks") or ()) - set(TASKS)):
        raise BadParameter(
            str(_("this kind of task is not known")),
            where=wrong[0],
            next=str(_("choose one of the list")),
        )
    return {**values, "compartment": Compartment.CAPACITY}


def _new_status(values: CaveatInput, by: Standing) -> Mapping[str, Any]:
    if values.get("status") == UNDECLARED:
        by.require(CLASSIFY, area=values["unit"].area_id)
    return {}


def _other_status(caveat: Caveat, changes: CaveatInput, by: Standing) -> Mapping[str, Any]:
    status = changes.get("status", caveat.status)
    if status != caveat.status and UNDECLARED in (status, caveat.status):
        by.require(CLASSIFY, area=caveat.area_id)
    return {}


def _statuses(standing: Standing) -> Iterable[tuple[str, Any]]:
    return [*Caveat.Status.choices, ("all", _("all"))]


def _tasks() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=lambda: [(code, word(label)) for code, label in TASKS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


CAVEAT = RecordKind(
    Caveat,
    name="caveat",
    room="capacity",
    path="caveats",
    new_name="new_caveat",
    parent=Parent("unit", units_for, "units/<uuid:pk>/caveats/new/", "capacity:unit", back=True),
    reads=KIND,
    act=ACT,
    there=holds_readiness,
    list_read=caveats_read,
    rows=caveats_by_unit,
    finds=found_caveats,
    rules=_rules,
    takes=_new_status,
    amends=_other_status,
    initial=lambda standing: {},
    titles=Titles(
        one=_("Caveat"),
        many=_("Caveats"),
        add=_("New caveat"),
        button=_("Record the caveat"),
        words=_("Others learn only that the unit is able or not able."),
        about=IN_COMPARTMENT,
        none=_("No caveat matches, or none was declared: that is not the same as none."),
        filtered=_("No caveat matches, or none was declared: that is not the same as none."),
    ),
    fields=(
        Field("unit", _("Unit"), linked=units_for, page="capacity:unit", asked=False),
        Field("kind", _("About")),
        Field(
            "status",
            _("Status"),
            tones={"undeclared": "danger", "contested": "warn", "lifted": "ok"},
        ),
        Field("wording", _("Its text"), _("As it was said or written."), lines=4),
        Field(
            "source",
            _("Source"),
            _("Who said it, where it is written; a post, never a person."),
        ),
        Field("declared_on", _("Declared on"), _("The day on which the contributor said it.")),
        Field("starts", _("From")),
        Field("ends", _("Until"), _("The last day it holds; blank where no end is known.")),
        Field("no_night", _("Bars movement by night")),
        Field("most_km", _("Not farther from its base than, km"), least=0, most=5000),
        Field("medevac_km", _("Not farther from medical evacuation than, km"), least=0, most=5000),
        Field("asks", _("The capital or a national command is asked first")),
        Field("no_tasks", _("Tasks it bars"), control=_tasks, unknown=_("none")),
    ),
    columns=(
        ListColumn("kind"),
        ListColumn("unit"),
        ListColumn("wording", under=("source",), quiet=True),
        ListColumn(
            "effects",
            label=_("What it takes away"),
            told=lambda caveat: "; ".join(effects(caveat)) or None,
            unknown=_("effect not coded"),
        ),
        ListColumn("status"),
        ListColumn("starts", under=("ends",), label=_("From, to"), quiet=True),
    ),
    filters=(
        ListFilter("status", _("Status"), choices=_statuses, unsaid=_("in force")),
        ListFilter("kind", _("About")),
    ),
    above=(("capacity:units", _("Units")),),
    page_beside=lambda standing, caveat: {"effects": effects(caveat)},
    page_template="capacity/caveat.html",
)
