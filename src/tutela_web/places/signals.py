"""What follows when the boundary of a duty area is drawn: the places inside are given to it."""

from __future__ import annotations

from typing import TypedDict, Unpack

from django.db.models.signals import ModelSignal, post_save

from tutela_web.access import geometry
from tutela_web.access.models import DutyArea
from tutela_web.places.queries import spots
from tutela_web.places.verbs import place_areas


class SaveDetails(TypedDict, total=False):
    """What Django tells of a save beside what was saved."""

    signal: ModelSignal
    created: bool
    using: str
    update_fields: frozenset[str] | None


def boundary_drawn(
    sender: type[DutyArea], instance: DutyArea, raw: bool = False, **_: Unpack[SaveDetails]
) -> None:
    """Boundaries changed, or may have: every place is asked again which area holds it."""
    if instance.boundary and not raw:
        place_areas(instance.mission)


def connect() -> None:
    """Listen for boundaries; tell the room below where its orphans are read."""
    post_save.connect(boundary_drawn, sender=DutyArea, dispatch_uid="places.boundary_drawn")
    if spots not in geometry.SPOTS:
        geometry.SPOTS.append(spots)
