"""What travel times rest on, and how far their making is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base.models import Job
from tutela_web.capacity.models import GroundLayer, TravelSettings, TravelSurface
from tutela_web.capacity.reach.surfaces import due


def ground_for(standing: Standing) -> QuerySet[GroundLayer]:
    """The roads and kinds of ground of the mission, without their shapes."""
    ground_layers = GroundLayer.objects.filter(
        mission=standing.mission, classification=0, compartment=""
    )
    return ground_layers.defer("features").order_by("retired", "name", "pk")


def settings_of(standing: Standing) -> TravelSettings | None:
    """The mission's own table; None while it uses the one shipped."""
    return TravelSettings.objects.filter(mission=standing.mission).first()


@dataclass(frozen=True)
class TravelTimesState:
    """When the travel times were made, whether they are due again, and whether that is at work."""

    made_at: datetime | None
    due: bool
    busy: bool
    failed: bool


def state_of(mission: Mission) -> TravelTimesState:
    """How the making of travel times stands."""
    made_at = TravelSurface.objects.filter(mission=mission).values_list("made_at", flat=True)
    asked = Job.objects.filter(kind="travel_surface", mission_id=mission.pk).order_by("asked_at")
    last = asked.last()
    state = last.state if last else None
    return TravelTimesState(
        min(made_at, default=None),
        due(mission),
        state in (Job.State.WAITING, Job.State.RUNNING),
        state == Job.State.FAILED,
    )
