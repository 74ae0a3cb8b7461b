"""Limits the Council set, as they are read and drawn: public words, with their paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from tutela.base.later import shapely
from tutela.monitoring.operations import LimitMark
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.mandate.limits.models import CouncilLimit
from tutela_web.mandate.models import MandatedTask
from tutela_web.mandate.queries import KIND, paragraphs_for, task_list


def limits_for(standing: Standing) -> QuerySet[CouncilLimit]:
    """The limits this person may see, those in force first."""
    seen = CouncilLimit.objects.filter(
        standing.sees_open(KIND), paragraph__in=paragraphs_for(standing).order_by().values("pk")
    )
    return seen.select_related("paragraph__resolution", "within", "read_by", "mission").order_by(
        "ended_on", "paragraph__resolution__symbol", "paragraph__order", "entered_at"
    )


@dataclass(frozen=True)
class LimitsShown:
    """What a map and the table beside it say of the Council's limits.

    listed   the limits in force; `marks`, those that are drawn
    unread   mandated tasks whose words name a limit that no post has placed
    read     whether any paragraph that mandates protection is on record at all
    """

    listed: list[CouncilLimit]
    marks: list[LimitMark]
    unread: list[MandatedTask]
    read: bool

    @property
    def numbered(self) -> list[tuple[int, CouncilLimit]]:
        """The limits as the map numbers them."""
        return list(enumerate(self.listed, 1))


def limits_shown(standing: Standing, area: DutyArea | None = None) -> LimitsShown | None:
    """The limits in force, to be drawn and listed; None for who reads no mandates. Three queries.

    Takes   area, of the map: a limit drawn as another area is left out, unless the mandate reaches
            that one only, and so not this one.
    """
    if not standing.reads(KIND):
        return None
    on = standing.on
    current = limits_for(standing).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    lasts = Q(paragraph__resolution__until=None) | Q(paragraph__resolution__until__gte=on)
    kept = Q(paragraph__resolution__retired_on=None) | Q(paragraph__resolution__retired_on__gt=on)
    listed = list(current.filter(lasts, kept))
    if area is not None:
        listed = [
            one
            for one in listed
            if one.within_id in (None, area.pk) or one.sense == CouncilLimit.Sense.ONLY
        ]
    marks = [
        LimitMark(
            shapely.geometry.shape(one.within.boundary),
            str(number),
            one.sense == CouncilLimit.Sense.NOT,
        )
        for number, one in enumerate(listed, 1)
        if one.within is not None and one.within.boundary
    ]
    placed = {one.paragraph_id for one in listed}
    tasks = [task for task, holds in task_list(standing, {}) if holds]
    unread = [task for task in tasks if task.limit and task.paragraph_id not in placed]
    return LimitsShown(listed, marks, unread, bool(tasks))


def limits_of_paragraph(standing: Standing, paragraph: UUID) -> list[CouncilLimit]:
    """What of a paragraph is read as a limit."""
    return list(limits_for(standing).filter(paragraph=paragraph))
