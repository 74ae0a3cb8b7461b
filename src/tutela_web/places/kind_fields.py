"""Fields that every kind of record with a point of its own has: its code, the point, its area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.fields import few_words
from tutela_web.base.values import FieldValue
from tutela_web.places.sheets import SheetKind
from tutela_web.records.kinds import Field, ListFilter


def areas_of(standing: Standing) -> QuerySet[DutyArea]:
    """The duty areas of the mission, by name."""
    of_mission = DutyArea.objects.filter(mission=standing.mission)
    return of_mission.defer("boundary").order_by("name")


CODE = Field(
    "code",
    _("Code"),
    _("Left blank, it is made from the name."),
    control=lambda: few_words(most=80),
)
LATITUDE = Field(
    "latitude", _("Latitude"), _("Decimal degrees, such as 9.5334."), least=-90, most=90
)
LONGITUDE = Field("longitude", _("Longitude"), least=-180, most=180)
AREA = Field(
    "area",
    _("Duty area"),
    _("Left blank, the boundaries say."),
    choices=areas_of,
    unknown=_("in none"),
)
RETIRED = ListFilter("retired", _("retired"), control="tick")


def with_area_id(values: Mapping[str, FieldValue]) -> dict[str, Any]:
    """The values of a form as verbs that draw areas take them."""
    with_id = dict(values)
    if "area" in with_id:
        area = with_id.pop("area")
        with_id["area_id"] = area.pk if isinstance(area, DutyArea) else None
    return with_id


def sheet_beside(sheet: SheetKind, standing: Standing, addresses: str) -> dict[str, Any]:
    """What records/sheet_list.html asks of a list that may be taken as a table and given back.

    Takes   addresses, how their names begin: "capacity:bases_".
    """
    return {
        "sheet": addresses,
        "may_edit": standing.may_somewhere(sheet.act),
        "may_export": standing.reads("exports"),
    }
