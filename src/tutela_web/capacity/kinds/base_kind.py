"""Bases, as a kind of record: found as the API finds them, with codes and areas by their verbs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tutela_web.access.policy import Standing
from tutela_web.capacity.inputs import BaseInput
from tutela_web.capacity.models import Base
from tutela_web.capacity.reach.queries import backup_of
from tutela_web.capacity.support.queries import interpreter_of, support_of
from tutela_web.capacity.units.queries import (
    bases_for,
    bases_not_known,
    found_bases,
    holds_readiness,
    units_for,
)
from tutela_web.capacity.units.table import BASES
from tutela_web.capacity.units.verbs import ACT, KIND, edit_base, make_bases
from tutela_web.places.kind_fields import (
    AREA,
    CODE,
    LATITUDE,
    LONGITUDE,
    RETIRED,
    sheet_beside,
    with_area_id,
)
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.pages import YesNoField


def _states_offered(standing: Standing) -> Iterable[tuple[str, Any]]:
    return [("closed", _("closed")), ("all", _("all"))]


def _counts_beside_list(standing: Standing, rows: QuerySet[Base]) -> dict[str, Any]:
    counted, code = bases_not_known(standing), standing.mission.code
    stand = counted["bases"]
    others = [
        ("units", _("Units")),
        ("travel", _("Travel time")),
        ("presence", _("Interpreter and civilian staff")),
    ]
    if holds_readiness(standing):
        others += [("reach", _("Reach")), ("base_supports", _("Support of bases"))]
    return {
        "counted": ngettext("%(n)s base stands today", "%(n)s bases stand today", stand)
        % {"n": stand},
        "others": [(reverse(f"capacity:{name}", args=[code]), words) for name, words in others],
        "not_known": [
            (_("Without coordinates"), counted["without_point"], ""),
            (_("Strength not known"), counted["without_troops"], ""),
            (_("Without a duty number"), counted["without_number"], ""),
            (_("Opening date not known"), counted["undated"], ""),
        ],
        "export": "bases",
        **sheet_beside(BASES, standing, "capacity:bases_"),
    }


def _page_beside(standing: Standing, base: Base) -> dict[str, Any]:
    units = units_for(standing).filter(base=base, retired=False).order_by("name", "pk")
    backup = backup_of(standing, base)
    return {
        "units": units,
        "backup": backup,
        "interpreter": interpreter_of([unit.interpreter for unit in units]),
        "may_support": holds_readiness(standing) and standing.may(ACT, area=base.area_id),
        "support": support_of(standing, base, backup),
    }


BASE = RecordKind(
    Base,
    name="base",
    room="capacity",
    path="bases",
    new_name="new_base",
    reads=KIND,
    act=ACT,
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=lambda standing: bases_for(standing).select_related("mission"),
    finds=found_bases,
    makes=lambda values, by: make_bases([cast(BaseInput, with_area_id(values))], by=by)[0],
    saves=edit_base,
    initial=lambda standing: {"classification": 0},
    titles=Titles(
        one=_("Base"),
        many=_("Bases"),
        add=_("Add a base"),
        button=_("Add the base"),
        none=_("No base matches, or none is recorded."),
        filtered=_("No base matches, or none is recorded."),
    ),
    fields=(
        Field("name", _("Name")),
        Field("kind", _("Kind")),
        CODE,
        LATITUDE,
        LONGITUDE,
        AREA,
        Field("troops", _("Troops"), least=0, most=1_000_000),
        Field("opened", _("Opened on")),
        Field("closed", _("Closed from"), _("The first day without it.")),
        Field("duty_number", _("Duty number"), _("The number of the post, never of a person.")),
        Field("source", _("Source")),
        Field("civilian_staff", _("Civilian staff of the mission there"), control=YesNoField),
        Field("retired", _("Retired: recorded by mistake")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("name"),
        ListColumn("kind"),
        ListColumn("area"),
        ListColumn("troops"),
        ListColumn("opened", under=("closed",), label=_("From, to"), quiet=True),
        ListColumn("duty_number"),
    ),
    filters=(
        ListFilter("kind", _("Kind")),
        ListFilter("when", _("Standing"), choices=_states_offered),
        RETIRED,
    ),
    lacks=lambda base: base.latitude is None,
    beside=_counts_beside_list,
    list_template="records/sheet_list.html",
    page_beside=_page_beside,
    page_template="capacity/base.html",
)
