"""How the duties of leaders are read: those whose report is late first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet

from tutela_web.access.policy import Standing
from tutela_web.programme.duties.models import LeaderDuty

ORDER = (LeaderDuty.State.LATE, LeaderDuty.State.DUE, LeaderDuty.State.MADE)

STRATEGIES: list[Callable[[Standing], QuerySet[Any]]] = []
"""Who reads strategies: the room that holds them says so."""


def duties_for(standing: Standing) -> QuerySet[LeaderDuty]:
    """The duties this person may see."""
    seen = LeaderDuty.objects.filter(standing.sees_open("strategy"))
    return seen.select_related("post", "mission")


def duty_list(standing: Standing) -> list[tuple[LeaderDuty, LeaderDuty.State]]:
    """Every duty with the state of its report, the late ones first. One query."""
    rows = [(duty, duty.state(standing.on)) for duty in duties_for(standing)]
    return sorted(rows, key=lambda row: ORDER.index(row[1]))


def strategies(standing: Standing) -> Iterable[Any]:
    """The strategies this person may see, the newest first. One query."""
    return [one for read in STRATEGIES for one in read(standing).order_by("-entered_at")]
