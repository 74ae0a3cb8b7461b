"""The crisis reserve and its parts, as kinds of record, for who holds the compartment capacity."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied
from tutela_web.capacity.models import Base, Unit
from tutela_web.capacity.units.queries import bases_for, holds_readiness, units_for
from tutela_web.deployment.allocation.models import CrisisReserve, ReservePart
from tutela_web.deployment.allocation.queries import KIND
from tutela_web.deployment.allocation.reserve_queries import (
    parts_for,
    reserves_for,
    reserves_read,
    reserves_shown,
)
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles

ACT = "keep_reserve"


def _in_compartment(by: Standing) -> None:
    if not holds_readiness(by):
        raise Denied(
            say("the crisis reserve belongs to the compartment capacity"),
            next=say("ask the Chief of Staff for a grant"),
        )


class ReserveInput(TypedDict, total=False):
    """The fields of a reserve that its rules ask."""

    name: str
    because: str
    starts: date
    ends: date | None


def _reserve_rules(values: ReserveInput, by: Standing) -> dict[str, Any]:
    _in_compartment(by)
    refuse_closed_words(values.get("name"), values.get("because"))
    ends = values.get("ends")
    if ends is not None and ends < values["starts"]:
        raise BadParameter(
            say("it ends before it begins"), where="ends", next=say("put the days right")
        )
    return {**values, "compartment": Compartment.CAPACITY}


def _beside_reserve(standing: Standing, reserve: CrisisReserve) -> dict[str, Any]:
    (shown,) = reserves_shown(standing, [reserve])
    return {
        "shown": shown,
        "may_keep": standing.may(ACT, area=reserve.area_id),
        "stands": reserve.holds(standing.on),
    }


def _beside_list(standing: Standing, rows: QuerySet[CrisisReserve]) -> dict[str, Any]:
    return {"reserves": reserves_shown(standing)}


RESERVE = RecordKind(
    CrisisReserve,
    name="reserve",
    room="deployment",
    path="reserve",
    reads=KIND,
    act=ACT,
    there=holds_readiness,
    list_read=reserves_read,
    rows=reserves_for,
    rules=_reserve_rules,
    titles=Titles(
        one=_("Crisis reserve"),
        many=_("Crisis reserve"),
        add=_("Record a reserve"),
        none=_("No reserve is on record: whether there is one is not known."),
        about=_("Compartment capacity: each read is a line in the audit."),
    ),
    fields=(
        Field("name", _("Name")),
        Field(
            "floor",
            _("Floor, in units"),
            _("So many units stay free whatever else is asked of the reserve."),
            least=0,
            most=1000,
        ),
        Field("because", _("Why this floor"), lines=3, unknown=_("not said")),
        Field("starts", _("From")),
        Field("ends", _("Until"), unknown=_("no end set")),
    ),
    columns=(
        ListColumn("name"),
        ListColumn("floor"),
        ListColumn("starts", under=("ends",), label=_("From, to"), quiet=True),
    ),
    above=(("deployment:allocations", _("Allocations")),),
    beside=_beside_list,
    list_template="deployment/reserves.html",
    initial=lambda standing: {"starts": standing.on},
    page_beside=_beside_reserve,
    page_template="deployment/reserve.html",
)


class ReservePartInput(TypedDict, total=False):
    """The fields of a part of a reserve that its rules ask."""

    reserve: CrisisReserve
    what: str
    unit: Unit | None
    base: Base | None
    committed_to: str
    committed_until: date | None


def _part_rules(values: ReservePartInput, by: Standing) -> dict[str, Any]:
    _in_compartment(by)
    refuse_closed_words(values.get("what"), values.get("committed_to"))
    if values.get("committed_until") and not values.get("committed_to"):
        raise BadParameter(
            say("it is committed until a day, and to nothing"),
            where="committed_to",
            next=say("say to what"),
        )
    return {**values, "compartment": Compartment.CAPACITY}


def _units_offered(standing: Standing) -> QuerySet[Unit]:
    return units_for(standing).filter(retired=False).order_by("name")


def _bases_offered(standing: Standing) -> QuerySet[Base]:
    return bases_for(standing).filter(retired=False).order_by("name")


PART = RecordKind(
    ReservePart,
    name="reserve_part",
    room="deployment",
    path="reserve-parts",
    reads=KIND,
    act=ACT,
    there=holds_readiness,
    rows=parts_for,
    rules=_part_rules,
    listed=False,
    list_name="reserves",
    parent=Parent(
        "reserve", reserves_for, "reserve/<uuid:pk>/part/", "deployment:reserve", back=True
    ),
    titles=Titles(
        one=_("Part of the reserve"),
        many=_("Crisis reserve"),
        add=_("Record a part of it"),
        none=_("No part is on record."),
        words=_(
            "What the page of the unit says it does now counts as a commitment: it stays empty "
            "while the unit stands in reserve."
        ),
    ),
    fields=(
        Field("reserve", _("Crisis reserve"), linked=reserves_for, asked=False),
        Field("what", _("What it is"), _("A unit, aircraft, vehicles.")),
        Field(
            "unit",
            _("Unit"),
            choices=_units_offered,
            linked=units_for,
            page="capacity:unit",
            unknown=_("none"),
        ),
        Field("size", _("Units it counts for"), least=0, most=1000),
        Field(
            "base",
            _("Base"),
            choices=_bases_offered,
            linked=bases_for,
            page="capacity:base",
            unknown=_("not known"),
        ),
        Field("notice_day", _("Notice to move by day, minutes"), least=0, most=20160),
        Field("notice_night", _("Notice to move by night, minutes"), least=0, most=20160),
        Field("committed_to", _("Committed to"), unknown=_("nothing in these words")),
        Field("committed_until", _("Committed until"), unknown=_("no end set")),
    ),
    columns=(),
    initial=lambda standing: {"size": 1},
)
