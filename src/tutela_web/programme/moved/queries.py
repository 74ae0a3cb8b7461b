"""Which lines of the matrix a risk moved under: since they were set, or with which they moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tutela.strategy.matrix import ENDED
from tutela.strategy.risk_changes import NOTHING, AgreedValue, how_moved
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import Words
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import answering, lines_for
from tutela_web.programme.moved.words import MOVED_TOLD
from tutela_web.records.versions.queries import column_of, versions_of
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

SET_BY = (
    "risk_id",
    "for_area_id",
    "harms",
    "actors",
    "activity",
    "measure",
    "lead",
    "tiers",
    "phase",
    "place_id",
    "place_said",
    "starts",
    "ends",
    "resources",
    "weighed_at",
)
"""What of a line a person sets in the light of its risks; that it fits them still, among it."""

SHOWN_FOR = timedelta(days=90)
"""So long a line that was changed after its risk moved is listed as moved with it."""


@dataclass(frozen=True)
class MovedLine:
    """A line and a risk it answers, which moved.

    waits    whether nobody touched the line since; else it was changed, `why`, after the risk moved
    """

    line: MatrixLine
    risk: Risk
    how: str
    before: int | None
    now: int | None
    moved_at: datetime
    set_at: datetime
    waits: bool
    why: str = ""

    @property
    def told(self) -> Words:
        """How the risk moved, in words."""
        return MOVED_TOLD[self.how]


@dataclass(frozen=True)
class LineSet:
    """When a line was set last, when it was made, and the reason given then."""

    at: datetime
    made: datetime
    why: str


def moved_lines(
    standing: Standing, lines: Sequence[MatrixLine] | None = None, *, of: Risk | None = None
) -> list[MovedLine]:
    """The lines this person may see with each risk they answer that moved since they were set, or
    with which they moved of late; those that wait first, the newest move first. Five queries.

    Takes   lines, where they are at hand; else all that are not done or stopped; of, the one risk
            that is asked about.
    """
    if not (standing.reads("risks") and standing.reads("strategy")):
        return []
    if lines is None:
        lines = list(lines_for(standing).exclude(status__in=ENDED).order_by("code"))
    lines = [line for line in lines if line.status not in ENDED]
    whys = answering(standing, lines).risks
    wanted: dict[UUID, set[UUID]] = {
        line.pk: {UUID(pk) for pk in whys.get(str(line.pk), ())}
        | ({line.risk_id} if line.risk_id else set())
        for line in lines
    }
    ids = {pk for risks in wanted.values() for pk in risks if of is None or pk == of.pk}
    risks = risks_for(standing).filter(pk__in=ids).select_related("place").in_bulk()
    values = _values_over_time(risks)
    lines = [line for line in lines if not wanted[line.pk].isdisjoint(risks)]
    sets = _last_set(lines)
    rows = [
        row
        for line in lines
        for pk in wanted[line.pk]
        if pk in risks and line.pk in sets
        for row in _moves_of_line(standing, line, risks[pk], values[pk], sets[line.pk])
    ]
    return sorted(rows, key=lambda row: (not row.waits, -row.moved_at.timestamp(), row.line.code))


Value = tuple[datetime, AgreedValue]


def _moves_of_line(
    standing: Standing, line: MatrixLine, risk: Risk, values: Sequence[Value], last: LineSet
) -> Iterable[MovedLine]:
    now = values[-1][1] if values else NOTHING
    then = _as_of(values, last.at)
    if how := how_moved(then, now):
        at = next(at for at, value in values if at > last.at and how_moved(then, value))
        yield MovedLine(line, risk, how, then.priority, now.priority, at, last.at, waits=True)
        return
    first = _as_of(values, last.made)
    recent = clock.now(standing.mission) - SHOWN_FOR
    moves = [at for at, value in values if last.made < at <= last.at and how_moved(first, value)]
    if moves and last.at >= recent and (how := how_moved(first, then)):
        yield MovedLine(
            line, risk, how, first.priority, then.priority, moves[-1], last.at, False, last.why
        )


def _as_of(values: Sequence[Value], at: datetime) -> AgreedValue:
    return next((value for since, value in reversed(values) if since <= at), NOTHING)


def _values_over_time(risks: Mapping[UUID, Risk]) -> dict[UUID, list[Value]]:
    """What people agreed of each risk, oldest first."""
    values: dict[UUID, list[Value]] = {pk: [] for pk in risks}
    for was in versions_of(*risks.values()):
        value = AgreedValue(was.priority, was.risk, was.status not in Risk.OFF)
        if not values[was.pk] or values[was.pk][-1][1] != value:
            values[was.pk].append((was.version_at, value))
    return values


def _last_set(lines: Iterable[MatrixLine]) -> dict[UUID, LineSet]:
    """When each line was last set, by its versions."""
    lines = list(lines)
    names = [column_of(MatrixLine, name) for name in SET_BY]
    versions: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for was in versions_of(*lines):
        set_by = (getattr(was, name) for name in names)
        versions[was.pk].append((was.version_at, was.version_why, *set_by))
    sets = {}
    for pk, kept in versions.items():
        newest, why, *fields = kept[0]
        for at, reason, *values in kept[1:]:
            if values != fields:
                newest, why, fields = at, reason, values
        sets[pk] = LineSet(newest, kept[0][0], why or "")
    return sets


def moved_by_line(standing: Standing, lines: Sequence[MatrixLine]) -> dict[UUID, list[MovedLine]]:
    """Of these lines those under which a risk moved and that nobody touched since, by line."""
    rows: dict[UUID, list[MovedLine]] = defaultdict(list)
    for row in moved_lines(standing, lines):
        if row.waits:
            rows[row.line.pk].append(row)
    return rows


def moved_of_line(standing: Standing, line: MatrixLine) -> dict[str, Any]:
    """What a line's page says of the risks that moved, and whether this person may weigh it."""
    may = standing.may("keep_matrix", area=line.area_id) or standing.may(
        "lead_line", area=line.area_id
    )
    rows = moved_lines(standing, [line])
    return {"moved": rows, "may_weigh": may and any(row.waits for row in rows)}


def moved_with_risk(standing: Standing, risk: Risk) -> Mapping[str, Any] | None:
    """What a risk's page says of the lines under which it moved; nothing where it did not."""
    if risk.compartment or not standing.reads("strategy"):
        return None
    rows = moved_lines(standing, of=risk)
    return {"moved": rows} if rows else None
