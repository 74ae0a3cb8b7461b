"""The alerts that run, in the one order that every list, first page, map and paper shows them in.

*Run* means open: neither closed nor joined to another that its reader may read, however its clocks
stand. Whoever shows open alerts asks here; nobody sorts them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import starmap
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tutela.warning.pressing import NEAR
from tutela.warning.states import OUTCOME
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.tables.compiled import Compiled
from tutela_web.base.tables.reading import ReadRecord, add_record, record_reads
from tutela_web.warning.board.queries import (
    OpenRead,
    alerts_for,
    alerts_waiting_for,
    maybe_open,
    read_as_heads,
    read_open,
    sort_pressing,
    waiting_for,
)
from tutela_web.warning.board.results import put_results
from tutela_web.warning.board.rows import Light
from tutela_web.warning.models import Alert


def alerts_that_run(standing: Standing, wanted: Q | None = None) -> list[Alert]:
    """The open alerts as this person reads them, by level, then by the time left until harm is
    feared, then by the clock that runs out first. A query, and a few where something was joined to
    what they may not read.

    Takes   wanted, a condition that narrows them; None for all.
    """
    maybe = maybe_open(standing).defer("area__boundary", "mission__name")
    rows = list(maybe.filter(wanted) if wanted is not None else maybe)
    return in_order(standing, [one for one in read_as_heads(standing, rows) if one.now.open])


@dataclass(frozen=True)
class Running:
    """The alerts that run in brief, in their order: what a page counts, draws, and lists a few of.

    read   as they were read
    """

    lights: list[Light]
    read: OpenRead
    standing: Standing

    def first(self, most: int) -> list[Alert]:
        """The most pressing with everything. One query."""
        return self.in_full(self.lights[:most])

    def in_full(self, lights: Iterable[Light]) -> list[Alert]:
        """These of them with everything, in the order given. One query; none for none."""
        ids = [one.pk for one in lights]
        full = self.read.in_full(ids, alerts_for(self.standing)) if ids else {}
        put_results(self.standing, list(full.values()))
        return [full[pk] for pk in ids if pk in full]


def lights_that_run(standing: Standing, wanted: Q | None = None) -> Running:
    """As `alerts_that_run`, in brief: five hundred cost a page what fifty in full do. As many
    queries; of a page made within `read_once` those of the first asking.

    Takes   wanted, as there.
    """
    already, who = _READ.get(), (standing.person.pk, standing.mission.pk)
    if already is not None and wanted is None and who in already:
        running, record = already[who]
        add_record(record)  # each panel is made from what the first of them read
        return running
    with record_reads() as record:
        read = read_open(standing, wanted)
        at = clock.now(standing.mission)
        running = Running(sorted(read.lights, key=lambda one: one.pressing(at)), read, standing)
    if already is not None and wanted is None:
        already[who] = running, record
    return running


AlreadyRead = dict[tuple[UUID, UUID], tuple[Running, ReadRecord]]
_READ: ContextVar[AlreadyRead | None] = ContextVar("alerts read", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """While a page is made whose panels each ask for the alerts that run, they are read once. Not
    around anything that writes."""
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def in_order(standing: Standing, alerts: Iterable[Alert]) -> list[Alert]:
    """Alerts that were read already, in the order of those that run."""
    return sort_pressing(alerts, clock.now(standing.mission))


def imminent_or_ongoing(standing: Standing, wanted: Q | None = None) -> list[Alert]:
    """Of the alerts that run those at the levels *ongoing* and *imminent* whose danger nobody has
    said is over: what every leader's page and paper begins with, whatever days it is of."""
    return [one for one in alerts_that_run(standing, wanted) if is_near(one)]


def is_near(alert: Alert) -> bool:
    """Whether harm goes on or is imminent, as far as anybody has said."""
    return alert.level in NEAR and OUTCOME not in alert.now.moments


@dataclass
class _ReadBy:
    """What says of an alert who reads it, and where."""

    mission_id: UUID
    classification: int
    area_id: UUID | None
    author_id: UUID | None
    merged_into: UUID | None


def _list_waiting(person: UUID, mission: UUID) -> QuerySet[Alert, Any]:
    """The columns of `_ReadBy` of what waits for a person, whatever they may read of it."""
    rows = Alert.objects.filter(waiting_for(person), mission=mission).order_by()
    rows = rows.filter(Q(now__open=True) | Q(merged_into__isnull=False))
    return rows.values_list("mission", "classification", "area", "author", "merged_into")


WAITING = Compiled(_list_waiting, person=UUID, mission=UUID)


def count_waiting(standing: Standing) -> int:
    """How many open alerts wait for this person: their own, and those they were told of and have
    not said they read. One query, and a few where one of them was joined to another; none for who
    reads no alerts. Each page asks it: who may read is asked of the rows, not of the database."""
    if not standing.reads("alerts"):
        return 0
    rows = WAITING.rows(person=standing.person.pk, mission=standing.mission.pk)
    seen = [one for one in starmap(_ReadBy, rows) if standing.sees_one("alerts", one)]
    if not any(one.merged_into for one in seen):
        return len(seen)
    return len(alerts_that_run(standing, alerts_waiting_for(standing)))
