"""The chain as one reader sees it: its records, what joins them, and where it breaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Q

from tutela.strategy.chain import COLUMNS, Break, Key, Link, Node, breaks, chains_of, lay_columns
from tutela.strategy.matrix import Line
from tutela_web.access.policy import Standing
from tutela_web.crisis.models import Outcome, Tasking
from tutela_web.crisis.queries import outcomes_for, taskings_for, with_unit
from tutela_web.mandate.models import MandatedTask, Paragraph, Resolution
from tutela_web.mandate.queries import paragraphs_for, tasks_for
from tutela_web.programme.chain.words import Called, call, indicator_of
from tutela_web.programme.efforts.queries import in_force
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import HIGH, core_line, lines_for
from tutela_web.programme.measures.queries import indicators_for
from tutela_web.programme.objectives.models import ChainLink
from tutela_web.programme.objectives.queries import links_for, objectives_for
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

R = TypeVar("R", bound=Record)

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
        found: dict[Key, list[Break]] = {}
        for one, called in self.breaks:
            found.setdefault(called.key, []).append(one)
        return found


class _Gathered:
    """Records and links as they are read."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.records: dict[Key, Called] = {}
        self.nodes: list[Node] = []
        self.links: list[Link] = []

    def add(self, records: Iterable[R], **more: Any) -> list[R]:
        """Keep records; `more` gives what the core is to know of each."""
        rows = list(records)
        for record in rows:
            record.mission = self.standing.mission  # the same row, read once
            called = call(record)
            self.records[called.key] = called
            how = {name: value(record) for name, value in more.items()}
            self.nodes.append(Node(*called.key, **how))
        return rows

    def join(self, above: tuple[str, Any], below: tuple[str, Any]) -> None:
        """Keep a link between records that were kept."""
        one, other = (above[0], str(above[1])), (below[0], str(below[1]))
        if one in self.records and other in self.records:
            self.links.append(Link(one, other))


def gather(standing: Standing) -> tuple[_Gathered, list[Resolution]]:
    """Every record of the chain this person may see, and what joins them. Ten queries."""
    found = _Gathered(standing)
    joined = list(links_for(standing).filter(ended_on=None).order_by("entered_at"))
    resolutions = _mandate(found)
    found.add(objectives_for(standing).filter(in_force(standing)).order_by("number"))
    rows = list(lines_for(standing).exclude(status="stopped").order_by("code"))
    _risks(found, {one.risk_id for one in rows} | {one.risk_id for one in joined if one.risk_id})
    read = list(indicators_for(standing).filter(in_force(standing)).order_by("number"))
    held = {one.line_id: one.words for one in read if one.line_id}
    for line in found.add(rows, line=lambda one: _core_line(one, held)):
        found.join(("risk", line.risk_id), ("line", line.pk))
        if line.indicator.strip() and line.pk not in held:
            called = indicator_of(line)
            found.records[called.key] = called
            found.nodes.append(Node(*called.key))
            found.join(("line", line.pk), called.key)
    for one in found.add(read):
        above = ("line", one.line_id) if one.line_id else ("objective", one.objective_id)
        found.join(above, ("indicator", one.pk))
    _carried_out(found, [one.tasking_id for one in joined if one.tasking_id])
    for link in joined:
        _join(found, link)
    return found, resolutions


def _core_line(line: MatrixLine, held: Mapping[Any, str]) -> Line:
    """A line as the core knows it; an indicator that is read counts as one it names."""
    known = core_line(line)
    return known if known.indicator.strip() else replace(known, indicator=held.get(line.pk, ""))


def _mandate(found: _Gathered) -> list[Resolution]:
    """Tasks in force with their paragraphs, and paragraphs on protection that give none."""
    standing = found.standing
    confirmed = tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED)
    tasks = [one for one in confirmed.order_by("tier", "pk") if one.holds(standing.on)]
    ours = {one.paragraph_id: one.paragraph for one in tasks}
    on = standing.on
    standing_texts = Q(resolution__retired_on=None) | Q(resolution__retired_on__gt=on)
    until = Q(resolution__until=None) | Q(resolution__until__gte=on)
    judged = paragraphs_for(standing).filter(standing_texts, until, poc=True)
    paragraphs: dict[Any, Paragraph] = {one.pk: one for one in judged} | ours
    held = sorted(paragraphs.values(), key=lambda one: (one.resolution.symbol, one.order))
    found.add(held)
    found.add(tasks)
    for task in tasks:
        found.join(("paragraph", task.paragraph_id), ("task", task.pk))
    return list({one.resolution_id: one.resolution for one in held}.values())


def _risks(found: _Gathered, named: set[Any]) -> None:
    asked = Q(status=Risk.Status.ADOPTED, priority__gte=HIGH)
    rows = risks_for(found.standing).filter(asked | Q(pk__in=named)).select_related("place")
    found.add(
        rows.order_by("-priority", "place__name", "pk"),
        priority=lambda one: (
            (one.status, (one.priority or 0) >= HIGH) == (Risk.Status.ADOPTED, True)
        ),
    )


def _carried_out(found: _Gathered, named: list[Any]) -> None:
    """The taskings linked to lines, and the outcome that counts of each: the one recorded last, of
    the tasking or of its whole alert."""
    standing = found.standing
    rows = taskings_for(standing).filter(pk__in=named).prefetch_related(None)
    taskings: list[Tasking] = found.add(with_unit(standing, rows).order_by("entered_at"))
    alerts = {one.alert_id for one in taskings}
    newest: dict[tuple[Any, Any], Outcome] = {}
    came = outcomes_for(standing).filter(alert__in=alerts).prefetch_related(None)
    for outcome in came.order_by("entered_at", "pk"):
        newest[outcome.alert_id, outcome.tasking_id] = outcome
    counted = {
        one.pk: newest.get((one.alert_id, one.pk)) or newest.get((one.alert_id, None))
        for one in taskings
    }
    found.add({one.pk: one for one in counted.values() if one}.values())
    for pk, outcome in counted.items():
        if outcome:
            found.join(("tasking", pk), ("outcome", outcome.pk))


def _join(found: _Gathered, link: ChainLink) -> None:
    """A link a person made, the end nearer to the Council first."""
    ends = [
        (name, pk)
        for name in COLUMNS
        if (pk := getattr(link, f"{name}_id", None)) is not None and name in LINKED
    ]
    if len(ends) == 2:
        found.join(ends[0], ends[1])


LINKED = frozenset({"task", "objective", "risk", "line", "tasking"})


def chain(standing: Standing, asked: Mapping[str, str]) -> MandateChain:
    """The chain, narrowed. As many queries for two hundred lines as for one.

    Takes   asked, any of FILTERS: a resolution, a risk, a kind of break, a record as Called.ref.
    """
    found, resolutions = gather(standing)
    withheld = frozenset(column for column, kind in NEEDS.items() if not standing.reads(kind))
    broken = breaks(found.nodes, found.links, withheld=withheld)
    kept = _narrow_to_asked(found, asked, broken)
    order = lay_columns([key for key in found.records if key in kept], found.links)
    every: dict[str, int] = {}
    for one in broken:
        every[one.kind] = every.get(one.kind, 0) + 1
    wanted = asked.get("break", "")
    return MandateChain(
        {column: [found.records[key] for key in keys] for column, keys in order.items()},
        [one for one in found.links if one.above in kept and one.below in kept],
        [
            (one, found.records[one.at])
            for one in broken
            if one.at in kept and wanted in ("", one.kind)
        ],
        every,
        withheld,
        resolutions,
        [one for one in found.records.values() if one.key[0] == "risk"],
        found.records.get(key_of(asked.get("from", ""))),
        len(found.records),
    )


def page_order(found: MandateChain) -> list[Key]:
    """What pages of a picture are counted by: its longest column, then what hangs on none of it.

    A page shows the whole chains through its records, so no record is on no page.
    """
    longest = max(found.columns.values(), key=len)
    spine = [one.key for one in longest]
    joined = chains_of(spine, found.links)
    rest = [one.key for held in found.columns.values() for one in held if one.key not in joined]
    return spine + rest


def page_of_picture(found: MandateChain, keys: Iterable[Key]) -> MandateChain:
    """The chains through some records of a picture, and the breaks at what they hold."""
    held = chains_of(keys, found.links)
    return replace(
        found,
        columns={
            column: [one for one in rows if one.key in held]
            for column, rows in found.columns.items()
        },
        links=[one for one in found.links if one.above in held and one.below in held],
        breaks=[(one, called) for one, called in found.breaks if called.key in held],
    )


def key_of(ref: str) -> Key:
    """The record an address names."""
    column, _colon, pk = ref.partition(":")
    return column, pk


def _narrow_to_asked(found: _Gathered, asked: Mapping[str, str], broken: list[Break]) -> set[Key]:
    """The records of the chains through all that was asked for; all where nothing was."""
    kept = set(found.records)
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
            [key for key, one in found.records.items() if key[0] == "paragraph" and page in one.url]
        )
    for some in starts:
        kept &= chains_of(some, found.links)
    return kept


def called_with(standing: Standing, **holder: Any) -> list[Called]:
    """What is linked to a plan item or a programme, as it is called. One query."""
    rows = links_for(standing).filter(ended_on=None, **holder).select_related("line", "objective")
    ends = [link.line or link.objective for link in rows.order_by("entered_at")]
    for one in ends:
        one.mission = standing.mission
    return [call(one) for one in ends]
