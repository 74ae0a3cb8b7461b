"""How places that were inferred are read: those of an alert, and those somebody answers for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.warning.board.alert_evidence import heard_there
from tutela_web.warning.inferred_models import InferredPlace
from tutela_web.warning.models import Alert

Answer = InferredPlace.Answer


def inferred_for(standing: Standing) -> QuerySet[InferredPlace]:
    """The inferred places this person may see: those of the areas whose alerts they read."""
    rows = InferredPlace.objects.filter(standing.sees("alerts", own=None))
    return rows.select_related(
        "alert__now", "place", "area", "owner", "owner_post", "opened", "answered_by"
    )


def may_answer(line: InferredPlace, by: Standing) -> bool:
    """Whether this person answers for the place: its owner, and who decides on alerts there."""
    return line.owner_id == by.person.pk or by.may("decide_alert", area=line.area_id)


def may_write_down(line: InferredPlace, by: Standing) -> bool:
    """Whether this person may write down what who answers for the place said: who keeps the record
    of decisions there."""
    return by.may("record_decision", area=line.area_id)


@dataclass(frozen=True)
class LineRead:
    """A line as one reader has it: `cause` and `opened` are None where they may not be read."""

    line: InferredPlace
    cause: Alert | None
    opened: Alert | None
    late: bool
    may_answer: bool
    may_write_down: bool

    @property
    def heard(self) -> bool:
        """Whether the same was heard at the place itself; else it was inferred."""
        return heard_there(self.line.evidence)

    @property
    def closed(self) -> bool:
        """Whether it was heard there once the alert was closed, and waits for an answer."""
        return self.waits and self.heard and self.cause is not None and not self.cause.now.open

    @property
    def waits(self) -> bool:
        """Whether nobody answered yet."""
        return self.line.answer == Answer.ASKED


def lines_read(standing: Standing, rows: Iterable[InferredPlace]) -> list[LineRead]:
    """Lines as this person reads them. No query but that of the rows."""
    now = clock.now(standing.mission)
    return [
        LineRead(
            row,
            row.alert if standing.sees_one("alerts", row.alert) else None,
            row.opened if row.opened and standing.sees_one("alerts", row.opened) else None,
            row.answer == Answer.ASKED and row.due_at <= now,
            row.answer == Answer.ASKED and may_answer(row, standing),
            row.answer == Answer.ASKED and may_write_down(row, standing),
        )
        for row in rows
    ]


def inferred_waiting(standing: Standing) -> list[LineRead]:
    """Those that wait for an answer which this person may give, the soonest due first. One query;
    none for who reads no alerts."""
    if not standing.reads("alerts"):
        return []
    rows = inferred_for(standing).filter(answer=Answer.ASKED).order_by("due_at", "km", "pk")
    return [line for line in lines_read(standing, rows) if line.may_answer]


def inferred_of(standing: Standing, alerts: Iterable[UUID]) -> list[LineRead]:
    """The lines of an alert and of those joined to it, for who reads the alert and the place: those
    that wait first, the nearest first. One query."""
    rows = InferredPlace.objects.filter(
        alert__in=list(alerts),
        mission=standing.mission,
        place__in=_places_read(standing),
    ).select_related("alert__now", "place", "area", "owner", "owner_post", "opened", "answered_by")
    by_urgency = sorted(rows, key=lambda row: (row.answer != Answer.ASKED, row.km or 0.0, row.pk))
    return lines_read(standing, by_urgency)


def waiting_lines(standing: Standing, *more: Q) -> Coalesce:
    """How many lines of an alert, and of those joined to it, wait for an answer: an annotation of
    alerts."""
    of_alert = Q(alert=OuterRef("pk")) | Q(alert__merged_into=OuterRef("pk"))
    rows = InferredPlace.objects.filter(
        of_alert, *more, answer=Answer.ASKED, place__in=_places_read(standing)
    )
    # one group of all rows: those of the alert and of what was joined to it count together
    number = rows.order_by().values("mission").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number), 0)


def lines_of_timeline(reader: Standing | None, alerts: Iterable[UUID]) -> list[InferredPlace]:
    """The lines of alerts, for the timeline; of a reader those at places they see. One query."""
    rows = InferredPlace.objects.filter(alert__in=list(alerts))
    if reader:
        rows = rows.filter(place__in=_places_read(reader))
    return list(rows.select_related("place", "answered_by"))


def _places_read(standing: Standing) -> QuerySet[Place, UUID]:
    return places_for(standing).order_by().values_list("pk", flat=True)
