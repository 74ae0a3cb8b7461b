"""How denied movements are read: where the person reads bases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, cast

from django.db.models import Count, Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.capacity.models import DeniedMovement, Unit


@dataclass(frozen=True)
class DenialAnswered:
    """A unit answered a tasking that its movement was denied, and nobody recorded the denial.

    alert  its number, and the alert in words
    """

    unit: Unit
    number: int
    alert: str
    url: str
    at: datetime
    words: str


ANSWERED: list[Callable[[Standing], list[DenialAnswered]]] = []
"""From rooms above: the answers that tell of a denied movement nobody recorded, as this person
reads them."""

KNOWN_ALERT: list[Callable[[Standing, int], bool]] = []
"""From rooms above: whether there is an alert of a number that this person may open."""


def denials_answered(standing: Standing) -> list[DenialAnswered]:
    """The denied movements that answers to taskings tell of, and nobody recorded."""
    return [row for of_room in ANSWERED for row in of_room(standing)]


def is_known_alert(standing: Standing, number: int) -> bool:
    """Whether there is an alert of a number that this person may open."""
    return any(of_room(standing, number) for of_room in KNOWN_ALERT)


def denials_for(standing: Standing) -> QuerySet[DeniedMovement]:
    """The denied movements this person may see."""
    return DeniedMovement.objects.filter(standing.sees_open("bases")).order_by(
        "-event_from", "-entered_at"
    )


class DenialCount(TypedDict):
    """How many moves an authority denied, and how many of them nobody raised with the host."""

    authority: str
    n: int
    not_raised: int


def by_authority(standing: Standing) -> list[DenialCount]:
    """How often each authority denied a move, and how often nobody raised it with the host."""
    rows = denials_for(standing).order_by().values("authority")
    counted = rows.annotate(n=Count("pk"), not_raised=Count("pk", filter=Q(raised_on=None)))
    return cast(list[DenialCount], list(counted.order_by("-n", "authority")))
