"""Fields that kinds of record of these rooms share."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.kinds import Field


def field_offices(standing: Standing) -> QuerySet[DutyArea]:
    """The areas of field offices, by name."""
    offices = areas_on(standing.mission, standing.on).filter(kind=DutyArea.Kind.FIELD_OFFICE)
    return offices.order_by("name")


def _areas(standing: Standing) -> QuerySet[DutyArea]:
    return DutyArea.objects.filter(mission=standing.mission).defer("boundary")


def _places_near(standing: Standing) -> QuerySet[Place]:
    """The places that have a risk or a phase, by name."""
    near = Q(risks__isnull=False) | Q(phases__isnull=False)
    return places_for(standing).filter(near).distinct().order_by("name")


class EndingRecord(Protocol):
    """A record that says when it ended."""

    @property
    def ended_on(self) -> date | None: ...


def has_ended(record: EndingRecord) -> bool:
    """Whether a record says when it ended."""
    return record.ended_on is not None


AREA = Field(
    "area",
    _("Area"),
    says={None: _("the whole mission")},
    choices=field_offices,
    linked=_areas,
)
PLACE = Field("place", _("Place"), choices=_places_near, linked=places_for, unknown=_("none"))
ENDED = Field("ended_on", _("Ended on"), applies=has_ended)
CLASSIFICATION = Field("classification", _("Classification"))
