"""What the worker does for crisis."""

from __future__ import annotations

from tutela_web.access.models import Mission
from tutela_web.base.jobs import every_seconds
from tutela_web.crisis.decisions import stand_verbs
from tutela_web.crisis.triggers.verbs import fire_triggers


@every_seconds(5, due=stand_verbs.tasked_since)
def decisions() -> None:
    """Open decisions again whose taskings did not arrive in time."""
    for mission in Mission.objects.all():
        stand_verbs.reconsider_all(mission)


@every_seconds(30)
def triggers() -> None:
    """Let the triggers of plans fire whose sign stands; a person decides what becomes of a plan."""
    for mission in Mission.objects.all():
        fire_triggers(mission)
