"""What is done where a community's contact does not answer, and who is near enough to help."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.reach.queries import Able, reach_for
from tutela_web.places.models import Place
from tutela_web.warning.board.queries import thread_read
from tutela_web.warning.models import Alert, NetworkFallback


def fallbacks_for(standing: Standing) -> QuerySet[NetworkFallback]:
    """The fallbacks this person may see: those of places where they read contacts."""
    return NetworkFallback.objects.filter(standing.sees("network")).select_related("mission")


def fallbacks_of(standing: Standing, place: Place | None) -> list[NetworkFallback] | None:
    """The fallbacks of a community that hold today, the first to be tried first; None for who
    reads no contacts there, or where no place is known."""
    if place is None or not standing.reads("network"):
        return None
    holds = Q(ended_on=None) | Q(ended_on__gt=standing.on)
    return list(fallbacks_for(standing).filter(holds, place=place))


def nearest_responder(standing: Standing, alert: Alert) -> tuple[Able | None, bool]:
    """The able unit that could be there first, leaving as soon as it is back from what it is
    committed to: proposed, never told or tasked.

    Gives   the unit, None where none that this person reads is known to be able; and whether one
            was looked for: not where the place has no point, or they read no units.
    """
    if alert.latitude is None or alert.longitude is None or not standing.reads("bases"):
        return None, False
    reach = reach_for(standing, at=clock.now(standing.mission), reasons=False)
    units = reach.units(alert.latitude, alert.longitude, but=thread_read(alert))
    return next((unit for unit in units if unit.could_come), None), True
