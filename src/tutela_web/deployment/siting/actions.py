"""What may be done next with a move of an answer: links beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.capacity.models import Base, Unit
from tutela_web.deployment.whatif.models import MoveRequest
from tutela_web.deployment.whatif.move_queries import ACT
from tutela_web.places.models import Place


@dataclass(frozen=True)
class MoveAction:
    """A link beside a move: to request it."""

    url: str
    label: Words


def actions_of(standing: Standing, unit: Unit | None, here: Base | Place) -> list[MoveAction]:
    """The links beside one move of a unit (None: one not of the mission yet) to a base or a place,
    for who plans moves. No query."""
    if unit is None or not standing.may_somewhere(ACT):
        return []
    to = "to_base" if isinstance(here, Base) else "to_place"
    begun = {"asks": MoveRequest.Asks.MOVE.value, "unit": str(unit.pk), to: str(here.pk)}
    url = reverse("deployment:move_new", args=[standing.mission.code])
    return [MoveAction(f"{url}?{urlencode(begun)}", _("Request this move"))]
