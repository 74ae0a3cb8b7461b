"""A denied movement, as a kind of record: made beside its unit, counted by authority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.capacity.caveats.denial_queries import (
    by_authority,
    denials_answered,
    denials_for,
    is_known_alert,
)
from tutela_web.capacity.inputs import DenialInput
from tutela_web.capacity.models import DeniedMovement
from tutela_web.capacity.units.queries import units_for
from tutela_web.capacity.units.verbs import DENIES, KIND
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles


def _rules(values: DenialInput, by: Standing) -> DenialInput:
    day, raised = values["event_from"], values.get("raised_on")
    if day > clock.today(by.mission):
        raise BadParameter(str(_("the day lies ahead")), next=str(_("put the day right")))
    if raised is not None and raised < day:
        raise BadParameter(
            str(_("it was raised before it happened")), next=str(_("put the days right"))
        )
    by.require_marking(KIND, 1)
    return {**values, "event_precision": "day"}


def _require_alert(values: Mapping[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    """Raise BadParameter for the number of an alert that this person may not open, or that there is
    not: the sentence is the same."""
    number = values.get("alert_number")
    if isinstance(number, int) and not is_known_alert(by, number):
        raise BadParameter(
            say("there is no alert of this number that you may open"),
            next=say("look at the board for its number, or leave it empty"),
        )
    return {}


def _named_alert(standing: Standing, asked: Mapping[str, str]) -> dict[str, int]:
    number = asked.get("alert", "")
    return {"alert_number": int(number)} if number.isdecimal() and len(number) < 8 else {}


def _authorities(standing: Standing) -> Iterable[tuple[str, str]]:
    return [(row["authority"], row["authority"]) for row in by_authority(standing)]


def _not_raised(
    rows: QuerySet[DeniedMovement], chosen: str, standing: Standing
) -> QuerySet[DeniedMovement]:
    return rows.filter(raised_on=None) if chosen == "no" else rows


def _counts_beside_list(standing: Standing, rows: QuerySet[DeniedMovement]) -> dict[str, Any]:
    return {
        "counted": by_authority(standing),
        "answered": denials_answered(standing),
        "may_record": standing.may_somewhere(DENIES),
    }


DENIAL = RecordKind(
    DeniedMovement,
    name="denial",
    room="capacity",
    path="denials",
    new_name="new_denial",
    parent=Parent("unit", units_for, "units/<uuid:pk>/denials/new/", "capacity:unit"),
    reads=KIND,
    act=DENIES,
    rows=denials_for,
    day=lambda one: one.event_from,
    rules=_rules,
    takes=_require_alert,
    amends=lambda record, changed, by: _require_alert(changed, by),
    begun=_named_alert,
    titles=Titles(
        one=_("Denied movement"),
        many=_("Denied movements"),
        add=_("Record the denied movement"),
        about=_(
            "Moves of units that a host authority refused or hindered. Record one on the page of "
            "its unit."
        ),
        none=_("None is recorded: that is not the same as none."),
    ),
    fields=(
        Field("unit", _("Unit"), linked=units_for, asked=False),
        Field("event_from", _("Day"), needed=True),
        Field("kind", _("What")),
        Field(
            "authority",
            _("Authority"),
            _("A post or a body, never a person; the same words each time."),
        ),
        Field("where", _("Where")),
        Field("told", _("What happened"), lines=3),
        Field("hours_lost", _("Hours lost"), least=0, most=5000),
        Field(
            "alert_number",
            _("Number of the alert it hindered"),
            pattern="AL-{:04d}",
            unknown=_("none said"),
        ),
        Field(
            "raised_on",
            _("Raised with the host on"),
            says={None: _("not raised")},
            tones={None: "warn"},
        ),
        Field("raised_with", _("Raised with"), _("A post or a body, never a person.")),
        Field("answer", _("Its answer"), lines=3, unknown=_("none")),
    ),
    columns=(
        ListColumn("event_from"),
        ListColumn("unit"),
        ListColumn("kind", under=("where",)),
        ListColumn("authority"),
        ListColumn("hours_lost"),
        ListColumn("alert_number", label=_("Alert it hindered")),
        ListColumn("raised_on", label=_("Raised with the host")),
    ),
    filters=(
        ListFilter("authority", _("Authority"), choices=_authorities),
        ListFilter(
            "raised",
            _("Raised with the host"),
            choices=lambda standing: [("no", _("not raised with the host"))],
            apply=_not_raised,
        ),
    ),
    above=(("capacity:units", _("Units")),),
    beside=_counts_beside_list,
    list_template="capacity/denials.html",
)
