"""What taskings and denied movements tell of whether one can get to a place."""

from __future__ import annotations

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.places.names import fold
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.caveats.denial_queries import denials_for
from tutela_web.crisis.decisions.queries import about_alerts
from tutela_web.crisis.models import Tasking
from tutela_web.places.models import Place
from tutela_web.warning.models import Alert
from tutela_web.warning.network.place_facts import LATELY, PlaceFact, Statement


def access_statements(standing: Standing, place: Place) -> list[Statement]:
    """That somebody tasked arrived at a place, or was denied the way there, within three months:
    as far as this person may know it. Three queries at most."""
    return [*_arrival_statements(standing, place), *_denial_statements(standing, place)]


def _arrival_statements(standing: Standing, place: Place) -> list[Statement]:
    if not standing.reads("alerts"):
        return []
    since = clock.now(standing.mission) - LATELY
    rows = about_alerts(standing, Tasking.objects.filter(alert__place=place))
    at = rows.filter(arrived_at__gte=since).aggregate(at=Max("arrived_at"))["at"]
    if at is None:
        return []
    return [Statement(PlaceFact.ACCESS, True, _("who was tasked arrived there"), at.date())]


def _denial_statements(standing: Standing, place: Place) -> list[Statement]:
    """The denied movements of an alert there, or whose place is called by a name of this one."""
    if not standing.reads("bases"):
        return []
    there = Alert.objects.filter(standing.sees("alerts"), place=place).values("number")
    rows = denials_for(standing).filter(
        Q(alert_number__in=there) | ~Q(where=""),
        event_from__gte=clock.today(standing.mission) - LATELY,
    )
    names = {fold(name) for name in (place.name, *place.aliases)}
    numbers = set(there.values_list("number", flat=True)) if rows else set()
    code = standing.mission.code
    return [
        Statement(
            PlaceFact.ACCESS,
            False,
            str(row),
            row.event_from,
            reverse("capacity:denial", args=[code, row.pk]),
        )
        for row in rows
        if row.alert_number in numbers or fold(row.where) in names
    ]
