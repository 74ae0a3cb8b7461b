"""Who stands where in the stories of this folder, and a clock that a test moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web.cast import Cast
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.warning.alerts.verbs import raise_alert
from tutela_web.warning.models import Alert


def at_desk(cast: Cast, who: str) -> Standing:
    """Somebody of the cast, as they stand now."""
    return standing_of(cast[who], cast.mission)


def later(mission: Mission, **by: float) -> None:
    """Move the mission's clock on, or back."""
    mission.clock_shift += timedelta(**by)
    mission.save()


def call(
    cast: Cast, *, who: str = "joc_duty_officer", level: str = "imminent", **fields: Any
) -> Alert:
    """A call comes in about the north, and the duty officer writes down what is known."""
    fields = {
        "act": "threat to burn the village",
        "area": cast.north,
        "known_at": clock.now(cast.mission),
    } | fields
    by = at_desk(cast, who)
    alert = raise_alert(fields, mission=cast.mission, by=by, level=level)
    return Alert.objects.select_related("now", "mission").get(pk=alert.pk)


def again(alert: Alert) -> Alert:
    """The alert as it is on record now."""
    return Alert.objects.select_related("now", "mission", "owner").get(pk=alert.pk)


def told(alert: Alert, why: str) -> set[str]:
    """The sign-in names of those told for a reason."""
    return set(alert.notices.filter(why=why).values_list("person__username", flat=True))
