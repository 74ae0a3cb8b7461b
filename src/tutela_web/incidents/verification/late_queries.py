"""What an office reads of its compartment: how old each record is, what was verified late.

It is the office's own count, of its own records, on its own page: no figure leaves from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tutela.incidents.grave_violations import FORMS_OF_VIOLENCE, GRAVE
from tutela.incidents.late_verification import COUNTED, Counted, Violation, count_violations
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.base import clock
from tutela_web.incidents.inputs import CLASSED
from tutela_web.incidents.lists.queries import LOOKED_THROUGH, closed_for
from tutela_web.incidents.models import ClosedIncident, Verification
from tutela_web.incidents.verification.queries import OPEN, STARTS
from tutela_web.records.versions.queries import versions_of

NEVER_COUNTED = (Verification.DUPLICATE, Verification.WITHDRAWN, Verification.REFUTED)


@dataclass(frozen=True)
class Quarter:
    """Three months, by which the mechanism reports."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.after.first - timedelta(days=1)

    @property
    def after(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies.

    >>> str(quarter_of(date(2018, 12, 31))), str(quarter_of(date(2018, 12, 31)).before)
    ('2018-4', '2018-3')
    """
    return Quarter(day.year, (day.month + 2) // 3)


def read_quarter(text: str, *, today: date) -> Quarter:
    """The quarter an address names, as 2018-4; this one for anything else."""
    year, _hyphen, number = text.partition("-")
    if year.isascii() and year.isdigit() and 1990 <= int(year) <= 2100 and number in "1234":
        return Quarter(int(year), int(number)) if number else quarter_of(today)
    return quarter_of(today)


@dataclass(frozen=True)
class KindCount:
    """The records of one kind of violation in a quarter, by what they count as."""

    kind: str
    verified: list[ClosedIncident]
    late: list[ClosedIncident]
    waiting: list[ClosedIncident]
    undated: list[ClosedIncident]


@dataclass(frozen=True)
class QuarterCount:
    """What an office's records say of a quarter, and how many it has not classed yet."""

    quarter: Quarter
    kinds: list[KindCount]
    unclassed: int
    whole: bool


def count_quarter(standing: Standing, quarter: Quarter) -> QuarterCount:
    """Grave violations and forms of sexual violence in the compartments a person holds: verified in
    the quarter they happened in, verified late, and not yet verified."""
    rows = closed_for(standing).filter(compartment__in=("crsv", "mrm"))
    records = list(rows.exclude(verification__in=NEVER_COUNTED)[: LOOKED_THROUGH + 1])
    looked = records[:LOOKED_THROUGH]
    fetch_keys(looked)
    verified = _verified_days(looked)
    violations = [
        Violation(one, _kinds_of(one), one.event_from, verified.get(one.pk)) for one in looked
    ]
    counts = count_violations(violations, since=quarter.first, until=quarter.last)
    order = [*GRAVE, *FORMS_OF_VIOLENCE]
    kinds = [_kind_count(kind, counts[kind]) for kind in dict.fromkeys(order) if kind in counts]
    unclassed = sum(not violation.kinds for violation in violations)
    return QuarterCount(quarter, kinds, unclassed, len(records) <= LOOKED_THROUGH)


def _kinds_of(record: ClosedIncident) -> tuple[str, ...]:
    return tuple(kind for name in CLASSED for kind in getattr(record, name) or ())


def _kind_count(kind: str, counts: dict[Counted, list[ClosedIncident]]) -> KindCount:
    return KindCount(kind, *(counts[name] for name in COUNTED))


def _verified_days(records: Iterable[ClosedIncident]) -> dict[UUID, date]:
    """When each record that is verified now was last said to be. One query."""
    verified = [one for one in records if one.verification == Verification.VERIFIED]
    days: dict[UUID, date] = {}
    before: dict[UUID, str] = {}
    for was in versions_of(*verified):
        if was.verification == Verification.VERIFIED and before.get(was.pk) != was.verification:
            days[was.pk] = was.version_at.date()
        before[was.pk] = was.verification
    return days


@dataclass(frozen=True)
class ClosedRow:
    """A record of a compartment in its list: since when the mission knows of it, and whether its
    mechanism began in time."""

    record: ClosedIncident
    since: datetime
    open: bool
    late: bool


def rows_of_compartments(standing: Standing, records: Iterable[ClosedIncident]) -> list[ClosedRow]:
    """What the list of a compartment says of each record."""
    now = clock.now(standing.mission)
    return [
        ClosedRow(
            one,
            since := one.known_at or one.entered_at,
            one.verification in OPEN,
            one.verification == Verification.REPORTED and now - since > STARTS,
        )
        for one in records
    ]
