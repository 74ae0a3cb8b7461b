"""The chain from the Council's paragraph to the report, and where it breaks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.strategy.chain import (
    COLUMNS,
    KINDS,
    Break,
    Key,
    Link,
    Node,
    breaks,
    chain_of,
    lay_columns,
)
from tutela.strategy.matrix import Line

PATROL = Line(
    "p",
    "r",
    "day_patrol",
    lead="Force",
    resources="Sector plan 4",
    part="military",
    indicator="families who fetch water alone",
    status="under way",
)
NODES = [
    Node("paragraph", "16"),
    Node("task", "t"),
    Node("objective", "o"),
    Node("risk", "r", priority=True),
    Node("line", "p", line=PATROL),
    Node("tasking", "k"),
    Node("outcome", "u"),
    Node("indicator", "p"),
]
WAY: list[tuple[Key, Key]] = [
    (("paragraph", "16"), ("task", "t")),
    (("task", "t"), ("objective", "o")),
    (("objective", "o"), ("risk", "r")),
    (("objective", "o"), ("line", "p")),
    (("risk", "r"), ("line", "p")),
    (("line", "p"), ("tasking", "k")),
    (("tasking", "k"), ("outcome", "u")),
    (("line", "p"), ("indicator", "p")),
]
LINKS = [Link(*pair) for pair in WAY]


def kinds(found: list[Break]) -> list[str]:
    return [one.kind for one in found]


def patrol(**fields: object) -> list[Node]:
    line = replace(PATROL, **fields)  # type: ignore[arg-type]
    return [replace(node, line=line) if node.line else node for node in NODES]


def test_a_chain_from_the_paragraph_to_the_outcome_has_no_break() -> None:
    assert breaks(NODES, LINKS) == []


@pytest.mark.parametrize(
    ("without", "broken"),
    [
        (("paragraph", "task"), ["paragraph no task"]),
        (("task", "objective"), ["task no objective", "activity no mandate", "objective no task"]),
        (("objective", "risk"), ["objective no risk"]),
        (("risk", "line"), ["risk no line"]),
        (("objective", "line"), ["activity no mandate"]),
        (("line", "tasking"), ["line no tasking"]),
        (("tasking", "outcome"), ["tasking no outcome"]),
    ],
)
def test_each_link_that_is_missing_is_the_break_it_should_be(
    without: tuple[str, str], broken: list[str]
) -> None:
    kept = [one for one in LINKS if (one.above[0], one.below[0]) != without]
    assert kinds(breaks(NODES, kept)) == broken


@pytest.mark.parametrize(
    ("fields", "broken"),
    [
        ({"lead": " "}, ["line no lead"]),
        ({"resources": ""}, ["line no means"]),
        ({"resources": "", "status": "done"}, []),  # what is over needs no means
        ({"indicator": ""}, ["line no indicator"]),
        (
            {"lead": "", "resources": "", "indicator": ""},
            ["line no lead", "line no means", "line no indicator"],
        ),
    ],
)
def test_a_line_lacks_its_lead_its_means_its_indicator(
    fields: dict[str, object], broken: list[str]
) -> None:
    found = breaks(patrol(**fields), LINKS)
    assert kinds(found) == broken and all(one.says and one.next for one in found)


def test_a_task_of_its_own_covers_a_line_without_an_objective() -> None:
    kept = [one for one in LINKS if (one.above[0], one.below[0]) != ("objective", "line")]
    assert breaks(NODES, [*kept, Link(("task", "t"), ("line", "p"))]) == []


def test_only_those_who_act_by_taskings_owe_one() -> None:
    kept = [one for one in LINKS if one.below[0] != "tasking"]
    for fields in ({"part": "civilian"}, {"status": "planned"}):
        nodes = [node for node in patrol(**fields) if node.column not in ("tasking", "outcome")]
        assert breaks(nodes, kept) == []


def test_a_risk_that_is_no_priority_asks_for_no_line() -> None:
    assert breaks([Node("risk", "r")], []) == []


def test_what_a_reader_is_not_let_in_to_is_no_break() -> None:
    """Who reads no alerts is not told that a patrol has no tasking."""
    kept = [one for one in LINKS if one.below[0] not in ("tasking", "outcome")]
    nodes = [node for node in NODES if node.column not in ("tasking", "outcome")]
    assert kinds(breaks(nodes, kept)) == ["line no tasking"]
    assert breaks(nodes, kept, withheld={"tasking", "outcome"}) == []


def test_a_link_to_a_record_that_is_not_there_counts_for_nothing() -> None:
    nodes = [node for node in NODES if node.column != "objective"]
    assert "task no objective" in kinds(breaks(nodes, LINKS))


def test_the_chain_of_one_line_is_not_that_of_its_neighbour() -> None:
    """Both answer one risk and serve one task; neither is of the other's chain."""
    links = [*LINKS, Link(("risk", "r"), ("line", "q")), Link(("line", "q"), ("indicator", "q"))]
    found = chain_of(("line", "p"), links)
    assert {node.key for node in NODES} == found
    assert ("line", "q") in chain_of(("task", "t"), links)


keys = st.tuples(st.sampled_from(COLUMNS), st.sampled_from("abcd"))
pairs = st.tuples(keys, keys).filter(
    lambda pair: COLUMNS.index(pair[0][0]) < COLUMNS.index(pair[1][0])
)


@given(st.lists(keys, unique=True), st.lists(pairs))
def test_laying_out_loses_no_record_and_doubles_none(
    given_keys: list[Key], ways: list[tuple[Key, Key]]
) -> None:
    columns = lay_columns(given_keys, [Link(*pair) for pair in ways])
    assert list(columns) == list(COLUMNS)
    flat = [key for held in columns.values() for key in held]
    assert sorted(flat) == sorted(given_keys)
    assert all(key[0] == column for column, held in columns.items() for key in held)


@given(st.lists(keys, unique=True), st.lists(pairs))
def test_a_link_more_breaks_nothing_that_held(
    given_keys: list[Key], ways: list[tuple[Key, Key]]
) -> None:
    nodes = [Node(column, pk, priority=True) for column, pk in given_keys]
    links = [Link(*pair) for pair in ways]
    for n in range(len(links)):
        less, more = breaks(nodes, links[:n]), breaks(nodes, links[: n + 1])
        assert {(one.kind, one.at) for one in more} <= {(one.kind, one.at) for one in less}


@given(st.lists(pairs), keys)
def test_the_order_of_the_links_changes_no_chain(ways: list[tuple[Key, Key]], start: Key) -> None:
    links = [Link(*pair) for pair in ways]
    assert chain_of(start, links) == chain_of(start, links[::-1])


def test_every_kind_is_named_once() -> None:
    assert len(set(KINDS)) == len(KINDS)
