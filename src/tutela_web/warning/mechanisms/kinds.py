"""Early warning mechanisms and the parts of outside parties, as kinds of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import Words
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles
from tutela_web.records.pages import WordsField, YesNoField
from tutela_web.warning.mechanisms.models import Mechanism, MechanismParty
from tutela_web.warning.mechanisms.queries import (
    ACT,
    KIND,
    mechanisms_for,
    mechanisms_shown,
    parties_for,
)

NO_NAMES = _("An office or a function, never a person's name.")
TESTED = Field("tested_on", _("Tested on"), unknown=_("never tested"))
ANSWERED = Field(
    "answered",
    _("It answered the test"),
    control=YesNoField,
    says={True: _("answered"), False: _("no answer")},
    tones={False: "warn"},
)
MARKING = Field("classification", _("Classification"))


def _offices(standing: Standing) -> QuerySet[DutyArea]:
    offices = areas_on(standing.mission, standing.on).filter(kind=DutyArea.Kind.FIELD_OFFICE)
    return offices.order_by("name")


def _areas(standing: Standing) -> QuerySet[DutyArea]:
    return DutyArea.objects.filter(mission=standing.mission).defer("boundary")


def _has_ended(record: Mechanism | MechanismParty) -> bool:
    return record.ended_on is not None


def _require_past(day: date | None, where: str, by: Standing) -> None:
    if day is not None and day > clock.today(by.mission):
        raise BadParameter(say("the day lies ahead"), where=where, next=say("put the day right"))


class MechanismInput(TypedDict, total=False):
    """The fields of a mechanism that its rules ask."""

    name: str
    channels: list[str]
    owner: str
    tested_on: date | None
    classification: int


def _mechanism_rules(values: MechanismInput, by: Standing) -> MechanismInput:
    refuse_closed_words(values.get("name"), values.get("owner"), *values.get("channels", []))
    _require_past(values.get("tested_on"), "tested_on", by)
    by.require_marking(KIND, values.get("classification", 0))
    return values


def _in_use(standing: Standing) -> Q:
    return Q(ended_on=None) | Q(ended_on__gt=standing.on)


def _said_of_test(mechanism: Mechanism) -> Words:
    if mechanism.tested_on is None:
        return _("never tested")
    if mechanism.test_due(clock.today(mechanism.mission)):
        return _("test due")
    return _("no answer") if mechanism.answered is False else _("tested in time")


def _page_of_mechanism(standing: Standing, mechanism: Mechanism) -> Mapping[str, Any]:
    shown = mechanisms_shown(standing, [mechanism])[0]
    right = standing.readings.get("network")
    area = mechanism.area_id
    return {
        "shown": shown,
        "may_add": PARTY.may_write(standing, beside=mechanism),
        "reads_network": right is not None and (right.areas is None or area in right.areas),
        "reads_alerts": standing.reads("alerts"),
    }


MECHANISM = RecordKind(
    Mechanism,
    name="mechanism",
    room="warning",
    path="network/mechanisms",
    reads=KIND,
    act=ACT,
    rows=mechanisms_for,
    shows=_in_use,
    rules=_mechanism_rules,
    titles=Titles(
        one=_("Early warning mechanism"),
        many=_("Early warning mechanisms"),
        add=_("Add a mechanism"),
        none=_("No early warning mechanism is on record."),
        about=_("What section E names: area, channels, owner, last test, and the outside parties."),
    ),
    fields=(
        Field("name", _("Name"), _("What it is and where; no person.")),
        Field(
            "area",
            _("Area"),
            says={None: _("the whole mission")},
            choices=_offices,
            linked=_areas,
        ),
        Field(
            "channels",
            _("Channels"),
            _("Such as: text messages; radio; visits. Separate with semicolons."),
            control=lambda: WordsField(required=True),
        ),
        Field("owner", _("Owner"), NO_NAMES),
        TESTED,
        ANSWERED,
        Field("test_days", _("A test holds for so many days"), least=1, most=730),
        Field("ended_on", _("Ended on"), only="edit", applies=_has_ended),
        MARKING,
    ),
    columns=(
        ListColumn("name", under=("channels",)),
        ListColumn("area"),
        ListColumn("owner"),
        ListColumn("tested_on", under=("answered",), quiet=True),
        ListColumn("test", label=_("Test"), told=_said_of_test),
    ),
    warns=lambda mechanism: mechanism.answered is False,
    lacks=lambda mechanism: mechanism.tested_on is None,
    page_template="warning/mechanism.html",
    page_beside=_page_of_mechanism,
    initial=lambda standing: {"classification": 1, "test_days": 90},
)


class MechanismPartyInput(TypedDict, total=False):
    """The fields of a party that its rules ask."""

    mechanism: Mechanism
    who: str
    part: str
    told: bool | None
    told_what: str
    agreed: str
    agreed_on: date | None
    tested_on: date | None
    classification: int


def _party_rules(values: MechanismPartyInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("who"), values.get("part"), values.get("told_what"))
    _require_past(values.get("agreed_on"), "agreed_on", by)
    _require_past(values.get("tested_on"), "tested_on", by)
    if values.get("told") and not values.get("told_what", "").strip():
        raise BadParameter(
            say("what it is told is not said"),
            where="told_what",
            next=say("write what it is told, and by whom"),
        )
    agreed = MechanismParty.Agreed(values.get("agreed") or "")
    if values.get("agreed_on") and agreed in ("", MechanismParty.Agreed.NOT_ASKED):
        raise BadParameter(
            say("on this day nothing was agreed"),
            where="agreed_on",
            next=say("say what it answered, or leave the day out"),
        )
    mechanism = values["mechanism"]
    marking = max(values.get("classification", 0), mechanism.classification)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


PARTY = RecordKind(
    MechanismParty,
    name="mechanism_party",
    room="warning",
    path="network/parties",
    reads=KIND,
    act=ACT,
    rows=parties_for,
    rules=_party_rules,
    listed=False,
    list_name="mechanisms",
    parent=Parent(
        "mechanism",
        mechanisms_for,
        "network/mechanisms/<uuid:pk>/party/",
        "warning:mechanism",
        back=True,
        initial=lambda mechanism: {"classification": mechanism.classification},
    ),
    titles=Titles(
        one=_("Outside party of a mechanism"),
        many=_("Early warning mechanisms"),
        add=_("Add an outside party"),
        none=_("No outside party is on record."),
        words=_(
            "Of local people say what they do, never where: a community known to warn is a target."
        ),
    ),
    fields=(
        Field(
            "mechanism",
            _("Mechanism"),
            linked=mechanisms_for,
            page="warning:mechanism",
            asked=False,
        ),
        Field("kind", _("What it is")),
        Field("who", _("Who"), NO_NAMES),
        Field("part", _("Its part"), lines=2),
        Field("warns", _("It warns us"), control=YesNoField),
        Field("told", _("It is told by us"), control=YesNoField),
        Field("told_what", _("What it is told"), lines=2, unknown=_("nothing said")),
        Field("agreed", _("Whether it agreed")),
        Field("agreed_on", _("Answered on"), unknown=_("no day said")),
        TESTED,
        ANSWERED,
        Field("ended_on", _("Ended on"), only="edit", applies=_has_ended),
        MARKING,
    ),
    columns=(),
)
