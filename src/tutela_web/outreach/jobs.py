"""What this room does by the clock."""

from __future__ import annotations

from tutela_web.access.models import Mission
from tutela_web.outreach.rumours.verbs import trip_wires
from tutela_web.warning.jobs import in_each_mission


@in_each_mission(60)
def rumours(mission: Mission) -> None:
    """Open alerts on rumours that are told in several places."""
    trip_wires(mission)
