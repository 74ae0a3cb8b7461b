"""The chain as one reader sees it: its records, what joins them, and where it breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from tutela.places.names import fold
from tutela.strategy.answering import Answering
from tutela.strategy.chain import COLUMNS, Break, Key, Link, Node, breaks, chains_of, lay_columns
from tutela.strategy.matrix import Line
from tutela_web.access.policy import Standing
from tutela_web.crisis.decisions.queries import outcomes_for, taskings_for, with_unit
from tutela_web.crisis.models import Outcome, Tasking
from tutela_web.links.queries import in_force
from tutela_web.mandate.models import MandatedTask, Paragraph, Resolution
from tutela_web.mandate.queries import paragraphs_for, tasks_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import HIGH, answering, core_line, whole_matrix
from tutela_web.programme.measures.queries import indicators_for
from tutela_web.programme.measures.words import indicator_of
from tutela_web.programme.naming import Called, call
from tutela_web.programme.objectives.models import ChainLink
from tutela_web.programme.objectives.queries import links_for, objectives_for
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

R = TypeVar("R", bound=Record)

End = tuple[str, UUID | str | None]
"""One end of a link: its column, and the key of the record there."""

FILTERS = ("resolution", "risk", "break", "from")
"""What the picture may be asked for."""

NEEDS = {
    "paragraph": "mandates",
    "task": "mandates",
    "risk": "risks",
    "tasking": "alerts",
    "outcome": "alerts",
}
"""The kind of reading a column rests on; the others rest on the strategy."""


@dataclass(frozen=True)
class MandateChain:
    """The chain, narrowed to what was asked.

    columns   the records of each column, in an order in which their links cross little
    breaks    those at records shown, heaviest first, each with the record
    every     breaks of the whole chain, by kind
    withheld  the columns this reader is not let in to
    """

    columns: Mapping[str, list[Called]]
    links: list[Link]
    breaks: list[tuple[Break, Called]]
    every: Mapping[str, int]
    withheld: frozenset[str]
    resolutions: list[Resolution]
    risks: list[Called]
    chosen: Called | None
    total: int

    @property
    def shown(self) -> int:
        """How many records the picture holds."""
        return sum(map(len, self.columns.values()))

    def breaks_by_record(self) -> dict[Key, list[Break]]:
        """The breaks by record."""
        by_record: dict[Key, list[Break]] = {}
        for broken, called in self.breaks:
            by_record.setdefault(called.key, []).append(broken)
        return by_record


class _Gathered:
    """Records and links as they are read."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.records: dict[Key, Called] = {}
        self.nodes: list[Node] = []
        self.links: list[Link] = []

    def add(
        self,
        records: Iterable[R],
        *,
        line: Callable[[R], Line | None] = lambda record: None,
        priority: Callable[[R], bool] = lambda record: False,
    ) -> list[R]:
        """Keep records; line and priority give what the core is to know of each."""
        rows = list(records)
        for record in rows:
            record.mission = self.standing.mission  # the same row, read once
            called = call(record)
            self.records[called.key] = called
            self.nodes.append(Node(*called.key, priority=priority(record), line=line(record)))
        return rows

    def join(self, above: End, below: End) -> None:
        """Keep a link between records that were kept."""
        upper, lower = (above[0], str(above[1])), (below[0], str(below[1]))
        if upper in self.records and lower in self.records:
            self.links.append(Link(upper, lower))


def gather(standing: Standing) -> tuple[_Gathered, list[Resolution]]:
    """Every record of the chain this person may see, and what joins them. Fourteen queries."""
    gathered = _Gathered(standing)
    joined = list(links_for(standing).filter(ended_on=None).order_by("entered_at"))
    resolutions = _mandate(gathered)
    held_objectives = gathered.add(
        objectives_for(standing).filter(in_force(standing)).order_by("number")
    )
    by_code = {fold(one.code): one for one in held_objectives}
    rows = list(whole_matrix(standing).exclude(status="stopped").order_by("code"))
    answering_lines = answering(standing, rows)
    named = {one.risk_id for one in rows} | {one.risk_id for one in joined}
    _risks(gathered, {pk for pk in named if pk is not None})
    read = list(indicators_for(standing).filter(in_force(standing)).order_by("number"))
    held = {one.line_id: one.words for one in read if one.line_id}
    for line in gathered.add(rows, line=lambda one: _core_line(one, held, answering_lines)):
        for code in line.serves:
            if objective := by_code.get(fold(code)):
                gathered.join(("objective", objective.pk), ("line", line.pk))
        for risk in answering_lines.risks.get(str(line.pk), ()):
            gathered.join(("risk", UUID(risk)), ("line", line.pk))
        if line.risk_id and str(line.risk_id) not in answering_lines.risks.get(str(line.pk), ()):
            gathered.join(("risk", line.risk_id), ("line", line.pk))  # not adopted yet
        if line.indicator.strip() and line.pk not in held:
            called = indicator_of(line)
            gathered.records[called.key] = called
            gathered.nodes.append(Node(*called.key))
            gathered.join(("line", line.pk), called.key)
    for indicator in gathered.add(read):
        line_pk = indicator.line_id
        above = ("line", line_pk) if line_pk else ("objective", indicator.objective_id)
        gathered.join(above, ("indicator", indicator.pk))
    _carried_out(gathered, [one.tasking_id for one in joined if one.tasking_id])
    for link in joined:
        _join(gathered, link)
    return gathered, resolutions


def _core_line(line: MatrixLine, held: Mapping[UUID, str], answering_lines: Answering) -> Line:
    """A line as the core knows it; an indicator that is read counts as one it names."""
    known = core_line(line, answering_lines)
    return known if known.indicator.strip() else replace(known, indicator=held.get(line.pk, ""))


def _mandate(gathered: _Gathered) -> list[Resolution]:
    """Tasks in force with their paragraphs, and paragraphs on protection that give none."""
    standing = gathered.standing
    confirmed = tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED)
    tasks = [one for one in confirmed.order_by("tier", "pk") if one.holds(standing.on)]
    ours = {one.paragraph_id: one.paragraph for one in tasks}
    on = standing.on
    standing_texts = Q(resolution__retired_on=None) | Q(resolution__retired_on__gt=on)
    until = Q(resolution__until=None) | Q(resolution__until__gte=on)
    judged = paragraphs_for(standing).filter(standing_texts, until, poc=True)
    paragraphs: dict[UUID, Paragraph] = {one.pk: one for one in judged} | ours
    held = sorted(paragraphs.values(), key=lambda one: (one.resolution.symbol, one.order))
    gathered.add(held)
    gathered.add(tasks)
    for task in tasks:
        gathered.join(("paragraph", task.paragraph_id), ("task", task.pk))
    return list({one.resolution_id: one.resolution for one in held}.values())


def _risks(gathered: _Gathered, named: set[UUID]) -> None:
    asked = Q(status=Risk.Status.ADOPTED, priority__gte=HIGH)
    rows = risks_for(gathered.standing).filter(asked | Q(pk__in=named)).select_related("place")
    gathered.add(
        rows.order_by("-priority", "place__name", "pk"),
        priority=lambda one: (
            (one.status, (one.priority or 0) >= HIGH) == (Risk.Status.ADOPTED, True)
        ),
    )


def _carried_out(gathered: _Gathered, named: list[UUID]) -> None:
    """The taskings linked to lines, and the outcome that counts of each: the one recorded last, of
    the tasking or of its whole alert."""
    standing = gathered.standing
    rows = taskings_for(standing).filter(pk__in=named).prefetch_related(None)
    taskings: list[Tasking] = gathered.add(with_unit(standing, rows).order_by("entered_at"))
    alerts = {one.alert_id for one in taskings}
    newest: dict[tuple[UUID, UUID | None], Outcome] = {}
    came = outcomes_for(standing).filter(alert__in=alerts).prefetch_related(None)
    for outcome in came.order_by("entered_at", "pk"):
        newest[outcome.alert_id, outcome.tasking_id] = outcome
    counted = {
        one.pk: newest.get((one.alert_id, one.pk)) or newest.get((one.alert_id, None))
        for one in taskings
    }
    gathered.add({one.pk: one for one in counted.values() if one}.values())
    for pk, last in counted.items():
        if last is not None:
            gathered.join(("tasking", pk), ("outcome", last.pk))


def _join(gathered: _Gathered, link: ChainLink) -> None:
    """A link a person made, the end nearer to the Council first."""
    ends = [
        (name, pk)
        for name in COLUMNS
        if (pk := getattr(link, f"{name}_id", None)) is not None and name in LINKED
    ]
    if len(ends) == 2:
        gathered.join(ends[0], ends[1])


LINKED = frozenset({"task", "objective", "risk", "line", "tasking"})


def chain(standing: Standing, asked: Mapping[str, str]) -> MandateChain:
    """The chain, narrowed. As many queries for two hundred lines as for one.

    Takes   asked, any of FILTERS: a resolution, a risk, a kind of break, a record as Called.ref.
    """
    gathered, resolutions = gather(standing)
    withheld = frozenset(column for column, kind in NEEDS.items() if not standing.reads(kind))
    broken = breaks(gathered.nodes, gathered.links, withheld=withheld)
    kept = _narrow_to_asked(gathered, asked, broken)
    order = lay_columns([key for key in gathered.records if key in kept], gathered.links)
    every: dict[str, int] = {}
    for fault in broken:
        every[fault.kind] = every.get(fault.kind, 0) + 1
    wanted = asked.get("break", "")
    return MandateChain(
        {column: [gathered.records[key] for key in keys] for column, keys in order.items()},
        [one for one in gathered.links if one.above in kept and one.below in kept],
        [
            (one, gathered.records[one.at])
            for one in broken
            if one.at in kept and wanted in ("", one.kind)
        ],
        every,
        withheld,
        resolutions,
        [one for one in gathered.records.values() if one.key[0] == "risk"],
        gathered.records.get(key_of(asked.get("from", ""))),
        len(gathered.records),
    )


def page_order(picture: MandateChain) -> list[Key]:
    """What pages of a picture are counted by: its longest column, then what hangs on none of it.

    A page shows the whole chains through its records, so no record is on no page.
    """
    longest = max(picture.columns.values(), key=len)
    spine = [one.key for one in longest]
    joined = chains_of(spine, picture.links)
    rest = [one.key for held in picture.columns.values() for one in held if one.key not in joined]
    return spine + rest


def page_of_picture(picture: MandateChain, keys: Iterable[Key]) -> MandateChain:
    """The chains through some records of a picture, and the breaks at what they hold."""
    held = chains_of(keys, picture.links)
    return replace(
        picture,
        columns={
            column: [one for one in rows if one.key in held]
            for column, rows in picture.columns.items()
        },
        links=[one for one in picture.links if one.above in held and one.below in held],
        breaks=[(one, called) for one, called in picture.breaks if called.key in held],
    )


def key_of(ref: str) -> Key:
    """The record an address names."""
    column, _colon, pk = ref.partition(":")
    return column, pk


def _narrow_to_asked(
    gathered: _Gathered, asked: Mapping[str, str], broken: list[Break]
) -> set[Key]:
    """The records of the chains through all that was asked for; all where nothing was."""
    kept = set(gathered.records)
    starts: list[list[Key]] = []
    if ref := asked.get("from", ""):
        starts.append([key_of(ref)])
    if risk := asked.get("risk", ""):
        starts.append([("risk", risk)])
    if kind := asked.get("break", ""):
        starts.append([one.at for one in broken if one.kind == kind])
    if resolution := asked.get("resolution", ""):
        page = f"/{resolution}/"
        starts.append(
            [
                key
                for key, one in gathered.records.items()
                if key[0] == "paragraph" and page in one.url
            ]
        )
    for some in starts:
        kept &= chains_of(some, gathered.links)
    return kept
