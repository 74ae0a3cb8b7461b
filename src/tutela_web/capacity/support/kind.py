"""The support of a base, as a kind of record: made beside it, for who holds the compartment."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.capacity.inputs import SupportInput
from tutela_web.capacity.models import BaseSupport
from tutela_web.capacity.support.queries import supports_for, supports_read
from tutela_web.capacity.units.queries import bases_for, holds_readiness
from tutela_web.capacity.units.verbs import ACT, KIND
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles
from tutela_web.records.pages import YesNoField

LACKING = (BaseSupport.State.SHORT, BaseSupport.State.NONE)
TONES = {"ok": "ok", "short": "warn", "none": "danger"}


def _rules(values: SupportInput, by: Standing) -> dict[str, Any]:
    if not holds_readiness(by):
        raise Denied(
            say("the support of a base belongs to the compartment capacity"),
            next=say("ask the Chief of Staff for a grant"),
        )
    today = clock.today(by.mission)
    seen = values.get("stock_seen_on")
    if values["as_of"] > today or (seen is not None and seen > today):
        raise BadParameter(
            say("this lies in the future"), where="as_of", next=say("put the day right")
        )
    currency = (values.get("currency") or "").upper()
    if bool(values.get("funds")) != bool(currency):
        raise BadParameter(
            say("money and its currency belong together"), where="currency", next=say("give both")
        )
    _require_effects(values)
    return {**values, "currency": currency, "compartment": Compartment.CAPACITY}


def _require_effects(values: SupportInput) -> None:
    """What is short keeps a unit from something, or nobody can weigh it."""
    for state, keeps, where in (
        (values.get("enablers"), values.get("enablers_keep"), "enablers_keep"),
        (values.get("communications"), values.get("communications_keep"), "communications_keep"),
        (values.get("living"), values.get("living_keep"), "living_keep"),
    ):
        if state in LACKING and not keeps:
            raise BadParameter(
                say("nobody can see what this lack means"),
                where=where,
                next=say("say what it keeps the unit from doing"),
            )


KEEPS = _("What the lack keeps the unit from doing.")

SUPPORT = RecordKind(
    BaseSupport,
    name="base_support",
    room="capacity",
    path="support",
    list_name="base_supports",
    parent=Parent("base", bases_for, "bases/<uuid:pk>/support/new/", "capacity:base", back=True),
    reads=KIND,
    act=ACT,
    there=holds_readiness,
    list_read=supports_read,
    rows=supports_for,
    rules=_rules,
    initial=lambda standing: {"as_of": standing.on},
    titles=Titles(
        one=_("Support of a base"),
        many=_("Support of bases"),
        add=_("Record the support of the base"),
        none=_("Nothing is recorded: that is not the same as nothing there."),
        about=_("Compartment capacity: each read is a line in the audit."),
        words=_("Others learn only which units are able or not able."),
    ),
    fields=(
        Field("base", _("Base"), linked=bases_for, page="capacity:base", asked=False),
        Field("as_of", _("As of")),
        Field("vehicles", _("Vehicles that run")),
        Field("air_day", _("Aircraft by day"), control=YesNoField),
        Field("air_night", _("Aircraft by night"), control=YesNoField),
        Field("medevac_day", _("Medical evacuation by day"), control=YesNoField),
        Field("medevac_night", _("Medical evacuation by night"), control=YesNoField),
        Field("enablers", _("Enabling units"), tones=TONES),
        Field("enablers_keep", _("Without enablers"), KEEPS, unknown=_("nothing said")),
        Field("communications", _("Communications"), tones=TONES),
        Field("communications_keep", _("Without communications"), KEEPS, unknown=_("nothing said")),
        Field("living", _("Living conditions"), tones=TONES),
        Field(
            "living_keep",
            _("With these living conditions"),
            KEEPS,
            unknown=_("nothing said"),
        ),
        Field("shelter_people", _("Shelter for how many people")),
        Field(
            "stock",
            _("Contingency stock"),
            _("Lights, wire, cameras, water."),
            lines=3,
        ),
        Field("stock_seen_on", _("Stock last looked at on")),
        Field("funds", _("Funds for people who shelter")),
        Field("currency", _("Currency"), _("Three letters, as USD."), unknown=_("none")),
        Field(
            "budget_request",
            _("Request to a budget body"),
            _("Which body, what was asked, when, and its answer."),
            unknown=_("none on record"),
        ),
        Field("setup_hours", _("Hours to set a shelter up"), least=0, most=5000),
        Field("source", _("Source"), _("An office, never a person's name.")),
    ),
    columns=(
        ListColumn("base"),
        ListColumn("as_of"),
        ListColumn("enablers", under=("enablers_keep",), quiet=True),
        ListColumn("communications", under=("communications_keep",), quiet=True),
        ListColumn("living", under=("living_keep",), quiet=True),
        ListColumn("medevac_night"),
    ),
    above=(("capacity:bases", _("Bases")),),
    day=lambda support: support.as_of,
)
