"""From what the Council decided to what was told to it: one chain, and where it breaks.

A break is told of the records given: what a reader may not see is not there, and what could not be
counted for a reader is told as such, never as a break and never as sound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tutela.base.messages import Sentence, say
from tutela.strategy.matrix import ENDED, Line

COLUMNS = (
    "paragraph",
    "task",
    "objective",
    "risk",
    "line",
    "tasking",
    "outcome",
    "indicator",
    "report",
)
"""The chain in order. Source: Framework, paragraph 10 and templates A to C and J; annex I."""

UNITS = frozenset({"military", "police"})
"""Kinds of component that act by taskings."""

BEGUN = frozenset({"under way", "done"})

KINDS = (
    "paragraph no task",
    "task no objective",
    "risk no line",
    "activity no mandate",
    "line no lead",
    "line no means",
    "line no indicator",
    "objective no task",
    "objective no risk",
    "line no tasking",
    "tasking no outcome",
)
"""What a break may be, heaviest first."""

REPORTS = say(
    "no report of the mission is recorded yet, so nothing shows what the Council was told"
)
"""What stands in the last column."""

Key = tuple[str, str]
"""A column of COLUMNS and the id of a record."""


@dataclass(frozen=True, slots=True)
class Node:
    """One record of the chain.

    priority    of a risk, whether it asks for a line
    line        of a line, what the matrix says of it
    """

    column: str
    id: str
    priority: bool = False
    line: Line | None = None

    @property
    def key(self) -> Key:
        """Its column and id."""
        return self.column, self.id


@dataclass(frozen=True, slots=True)
class Link:
    """Two records that hang together, the one nearer to the Council first."""

    above: Key
    below: Key


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain ends and should not."""

    kind: str
    at: Key
    says: Sentence
    next: Sentence


def breaks(
    nodes: Iterable[Node], links: Iterable[Link], *, withheld: Collection[str] = ()
) -> list[Break]:
    """Where the chain breaks, heaviest kinds first.

    Takes   m nodes, in any order: paragraphs on protection, tasks in force, objectives not ended,
            risks, lines not stopped, taskings, outcomes; links between them (one to a record not
            given counts for nothing); withheld, the columns this reader is not let in to: no break
            is told that rests on them.
    Source  Framework, paragraphs 1, 3 and 10, templates A, C and J; annex I.

    >>> found = breaks([Node("task", "t"), Node("risk", "r", priority=True)], [])
    >>> [(one.kind, one.at[1]) for one in found]
    [('task no objective', 't'), ('risk no line', 'r')]
    """
    known = {node.key: node for node in nodes}
    below, above = _ways(known, links)
    breaks_found = [
        one
        for node in known.values()
        for one in _of(
            node,
            _columns(below[node.key]),
            _columns(above[node.key]),
            _is_covered(node.key, above),
            withheld,
        )
    ]
    return sorted(breaks_found, key=lambda one: (KINDS.index(one.kind), one.at))


Ways = Mapping[Key, Collection[Key]]


def _ways(known: Collection[Key], links: Iterable[Link]) -> tuple[Ways, Ways]:
    below: dict[Key, set[Key]] = defaultdict(set)
    above: dict[Key, set[Key]] = defaultdict(set)
    for link in links:
        if link.above in known and link.below in known:
            below[link.above].add(link.below)
            above[link.below].add(link.above)
    return below, above


def _columns(keys: Iterable[Key]) -> set[str]:
    return {column for column, _id in keys}


def _is_covered(line: Key, above: Ways) -> bool:
    """Whether a mandated task covers a line: of itself, or by an objective that answers one."""
    return any(
        column == "task" or (column == "objective" and "task" in _columns(above[column, pk]))
        for column, pk in above[line]
    )


def _of(
    node: Node, below: set[str], above: set[str], covered: bool, withheld: Collection[str]
) -> Iterable[Break]:
    def broken(kind: str, says: Sentence, step: Sentence) -> Break:
        return Break(kind, node.key, says, step)

    if node.column == "paragraph" and not {"task"} & {*below, *withheld}:
        yield broken(
            "paragraph no task",
            say(
                "somebody said that it mandates the protection of "
                "civilians, and no task of it is in force"
            ),
            say("confirm the task it gives, or write it"),
        )
    elif node.column == "task" and not {"objective"} & {*below, *withheld}:
        yield broken(
            "task no objective",
            say("no objective answers this mandated task"),
            say("write an objective, or link one that answers it"),
        )
    elif node.column == "objective":
        if "task" not in above and "task" not in withheld:
            yield broken(
                "objective no task",
                say("no mandated task stands behind this objective"),
                say("link the mandated task it answers"),
            )
        if "risk" not in below and "risk" not in withheld:
            yield broken(
                "objective no risk",
                say("this objective answers no risk"),
                say("link the risks it is to lessen"),
            )
    elif node.column == "risk" and node.priority and "line" not in below:
        step = say("add a line, or say openly why the mission does not answer it")
        yield broken("risk no line", say("no activity answers this priority risk"), step)
    elif node.column == "line" and node.line is not None:
        yield from _of_line(node, node.line, below, covered, withheld)
    elif node.column == "tasking" and not {"outcome"} & {*below, *withheld}:
        yield broken(
            "tasking no outcome",
            say("nothing is recorded of what came of this tasking"),
            say("record the outcome"),
        )


def _of_line(
    node: Node, line: Line, below: set[str], covered: bool, withheld: Collection[str]
) -> Iterable[Break]:
    def broken(kind: str, says: Sentence, step: Sentence) -> Break:
        return Break(kind, node.key, says, step)

    if not covered and "task" not in withheld:
        step = say("link the mandated task or the objective it serves, or stop it")
        yield broken("activity no mandate", say("no mandated task covers this activity"), step)
    if not line.lead.strip():
        yield broken("line no lead", say("nobody leads it"), say("name one lead"))
    if not line.resources.strip() and line.status not in ENDED:
        yield broken(
            "line no means",
            say("no means are named"),
            say("name the plan or budget line it draws on"),
        )
    if not line.indicator.strip():
        yield broken(
            "line no indicator", say("nothing shows whether it works"), say("name an indicator")
        )
    acts = line.part in UNITS and line.status in BEGUN
    if acts and "tasking" not in below and "tasking" not in withheld:
        yield broken(
            "line no tasking",
            say("it has begun and no tasking is linked to it"),
            say("link the tasking that carries it out"),
        )


def chain_of(start: Key, links: Iterable[Link]) -> set[Key]:
    """The chain through one record: all it comes from, and all that comes of it.

    Never along and back: what only shares a risk or a tasking with it is not of its chain.

    >>> one, two, risk = ("line", "1"), ("line", "2"), ("risk", "r")
    >>> sorted(chain_of(one, [Link(risk, one), Link(risk, two)]))
    [('line', '1'), ('risk', 'r')]
    """
    return chains_of([start], links)


def chains_of(starts: Iterable[Key], links: Iterable[Link]) -> set[Key]:
    """The chains through several records, together.

    Takes   n records that may lie in one chain or in many.

    >>> one, two, risk = ("line", "1"), ("line", "2"), ("risk", "r")
    >>> sorted(chains_of([one, two], [Link(risk, one), Link(risk, two)]))
    [('line', '1'), ('line', '2'), ('risk', 'r')]
    """
    down: dict[Key, list[Key]] = defaultdict(list)
    up: dict[Key, list[Key]] = defaultdict(list)
    for link in links:
        down[link.above].append(link.below)
        up[link.below].append(link.above)
    linked = set(starts)
    begun = list(linked)
    for ways in (down, up):
        reached, ahead = set(begun), list(begun)
        while ahead:
            new = [key for key in ways[ahead.pop()] if key not in reached]
            reached.update(new)
            ahead.extend(new)
        linked |= reached
    return linked


def lay_columns(
    keys: Sequence[Key], links: Iterable[Link], *, sweeps: int = 4
) -> dict[str, list[Key]]:
    """The records of each column in an order in which links cross little.

    Takes   n keys in the order to keep where nothing speaks against it.
    Gives   every column of COLUMNS, each key once.
    Source  barycentre ordering, Sugiyama, Tagawa and Toda (1981), Methods for visual understanding
            of hierarchical system structures.

    >>> a, b, x, y = ("risk", "a"), ("risk", "b"), ("line", "x"), ("line", "y")
    >>> lay_columns([a, b, x, y], [Link(a, y), Link(b, x)])["line"]
    [('line', 'y'), ('line', 'x')]
    """
    columns: dict[str, list[Key]] = {column: [] for column in COLUMNS}
    for key in dict.fromkeys(keys):
        columns[key[0]].append(key)
    below, above = _ways(set(keys), links)
    for sweep in range(sweeps):
        ways = above if sweep % 2 == 0 else below
        at = {key: n / len(held) for held in columns.values() for n, key in enumerate(held)}
        for column in COLUMNS if sweep % 2 == 0 else reversed(COLUMNS):
            held = columns[column]
            places = {key: _mean([at[one] for one in ways[key]], at[key]) for key in held}
            held.sort(key=places.__getitem__)
            at |= {key: n / len(held) for n, key in enumerate(held)}
    return columns


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
