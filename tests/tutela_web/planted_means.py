"""Planted words of what agreed risks take, and of what could be done against a threat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.deployment.gap.kinds import MEASURE, NEED
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Risk

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted


def plant_means(cast: Cast, found: Planted) -> None:
    """In the north: what a place takes, and a measure against a threat there."""
    by = standing_of(cast.adviser, cast.mission)
    place = Place.objects.get(mission=cast.mission, name="PLACENORTH")
    takes = {"effects": ["deter"], "within_minutes": 120, "place": place, "classification": 1}
    found.add("need", create_record(NEED, takes | {"because": "TAKESNORTH"}, by=by))
    threat = Risk.objects.filter(mission=cast.mission, place=place, compartment="").first()
    assert threat is not None
    words = {"verb": "halt", "feasible": "limited", "because": "By day", "classification": 1}
    measure = words | {"measure": "HALTNORTH"}
    found.add("threat_measure", create_record(MEASURE, measure, beside=threat, by=by))
