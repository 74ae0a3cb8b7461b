"""The room's work that takes time: seeing each day whether a strategy in force still holds."""

from __future__ import annotations

from tutela_web.access.models import Mission
from tutela_web.base.jobs import every
from tutela_web.strategy import review_verbs

DAY = 24 * 60 * 60


@every(DAY)
def review() -> None:
    """Look whether what strategies rest on has moved, and tell who keeps them."""
    for mission in Mission.objects.order_by("pk"):
        review_verbs.look(mission)
