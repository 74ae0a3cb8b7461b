"""Fields that kinds of record of these rooms share."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.access.queries import areas_on
from tutela_web.records.kinds import Field


def field_offices(standing: Standing) -> QuerySet[DutyArea]:
    """The areas of field offices, by name."""
    offices = areas_on(standing.mission, standing.on).filter(kind=DutyArea.Kind.FIELD_OFFICE)
    return offices.order_by("name")


def _areas(standing: Standing) -> QuerySet[DutyArea]:
    return DutyArea.objects.filter(mission=standing.mission).defer("boundary")


def has_ended(record: Any) -> bool:
    """Whether a record says when it ended."""
    return record.ended_on is not None


AREA = Field(
    "area",
    _("Area"),
    says={None: _("the whole mission")},
    choices=field_offices,
    linked=_areas,
)
ENDED = Field("ended_on", _("Ended on"), applies=has_ended)
CLASSIFICATION = Field("classification", _("Classification"))
