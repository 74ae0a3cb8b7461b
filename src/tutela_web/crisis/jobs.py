"""What the worker does for crisis."""

from __future__ import annotations

from tutela_web.access.models import Mission
from tutela_web.base.jobs import every_seconds
from tutela_web.crisis import stand_verbs


@every_seconds(5)
def decisions() -> None:
    """Open decisions again whose taskings did not arrive in time."""
    for mission in Mission.objects.all():
        stand_verbs.reconsider_all(mission)
