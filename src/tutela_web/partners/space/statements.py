"""Access to a place that was asked for."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.partners.space.queries import checks_for
from tutela_web.places.models import Place
from tutela_web.warning.network.place_facts import LATELY, PlaceFact, Statement


def access_asked_for(standing: Standing, place: Place) -> list[Statement]:
    """Access to a place that was asked for within three months, with what came of it, which its
    words tell. One query."""
    if not standing.reads("fora"):
        return []
    rows = checks_for(standing).filter(
        place=place,
        kind=SpaceCheck.Kind.ACCESS,
        on__gte=clock.today(standing.mission) - LATELY,
    )
    code = standing.mission.code
    return [
        Statement(
            PlaceFact.ACCESS,
            None,
            f"{row.what}: {row.outcome or _('no outcome recorded')}",
            row.on,
            reverse("partners:check", args=[code, row.pk]),
        )
        for row in rows
    ]
