"""What an edition prints of the mission's records: those made since it was opened, and of those
before, what a person took up. The first edition of a mission inherits nothing: it prints all."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from tutela_web.records.models import Record
from tutela_web.strategy.edition.models import Strategy, TakenUp

RecordT = TypeVar("RecordT", bound=Record)


class Printed:
    """What of the mission's records one edition prints; of no edition, all.

    At most one query, however often it is asked.
    """

    def __init__(self, strategy: Strategy | None) -> None:
        self.strategy = strategy if strategy is not None and strategy.takes_up else None

    @cached_property
    def answers(self) -> dict[tuple[str, UUID], TakenUp]:
        """What was said of records before the edition, by kind and record."""
        if self.strategy is None:
            return {}
        rows = TakenUp.objects.filter(strategy=self.strategy).select_related("post")
        return {(row.kind, row.record): row for row in rows}

    def holds(self, kind: str, record: Record) -> bool:
        """Whether a record is printed."""
        if self.strategy is None or record.entered_at >= self.strategy.entered_at:
            return True
        answer = self.answers.get((kind, record.pk))
        return answer is not None and answer.taken

    def rows(self, kind: str, rows: QuerySet[RecordT]) -> QuerySet[RecordT]:
        """Of these records, those that are printed."""
        if self.strategy is None:
            return rows
        taken = TakenUp.objects.filter(strategy=self.strategy, kind=kind, taken=True)
        since = Q(entered_at__gte=self.strategy.entered_at)
        return rows.filter(since | Q(pk__in=taken.values("record")))


EVERYTHING = Printed(None)
