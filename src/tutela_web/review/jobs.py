"""The room's work that takes time: seeing each day whether a strategy in force still holds, and
who is to be told that something waits on them."""

from __future__ import annotations

from tutela_web.access.models import Mission
from tutela_web.base.jobs import every_seconds
from tutela_web.review.amber import verbs as review_verbs
from tutela_web.review.leaders import verbs as remind_verbs
from tutela_web.strategy.endorsing.verbs import bring_due_into_force

DAY = 24 * 60 * 60


@every_seconds(DAY)
def review() -> None:
    """Bring into force what was signed for today, look whether what strategies rest on has moved,
    and tell who keeps them."""
    for mission in Mission.objects.order_by("pk"):
        bring_due_into_force(mission)
        review_verbs.look(mission)


@every_seconds(DAY)
def remind() -> None:
    """Tell who something of a strategy waits on."""
    for mission in Mission.objects.order_by("pk"):
        remind_verbs.remind(mission)
