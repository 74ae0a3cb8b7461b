"""What the worker does for lessons: open the debriefs that a rule calls for."""

from __future__ import annotations

from tutela_web.access.models import Mission
from tutela_web.base.jobs import every_seconds
from tutela_web.lessons import opening
from tutela_web.lessons.handover import verbs as handover_verbs


@every_seconds(60)
def debriefs() -> None:
    """Open a debrief for each event that calls for one."""
    for mission in Mission.objects.order_by("pk"):
        opening.open_debriefs(mission)


@every_seconds(60)
def post_handovers() -> None:
    """Open the file of each post that changes hands, and the interviews of those who leave: within
    a minute, so that who leaves tomorrow can write today."""
    for mission in Mission.objects.order_by("pk"):
        handover_verbs.open_files_of_rotation(mission)
