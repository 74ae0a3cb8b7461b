"""What the worker does for reports from the field: calls for an adviser climb until answered."""

from __future__ import annotations

from tutela_web.access.models import Mission
from tutela_web.base.jobs import every_seconds
from tutela_web.intake.adviser_verbs import climb_calls


@every_seconds(30)
def unanswered_calls() -> None:
    """Tell the next rung of calls for an adviser that nobody answered in time."""
    for mission in Mission.objects.all():
        climb_calls(mission)
