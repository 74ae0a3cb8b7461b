"""Long tests of a room: with each change to that room, and at every twelfth commit.

With `--in-turn`, as `make test` gives it, a test of LONG seconds or more runs where the code or the
tests of its room changed since all long tests of the room last passed (whole_pass.csv, `long tests
of ROOM`), else when its file has its turn. TUTELA_TURN says again whose turn it was. Stories and
what stands above the rooms run with each change, so does every test that is not long; `make proof`
runs all.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import pytest

from tests.costs import Cost, read_table, without_parameters
from tests.counts import turn
from tests.whole_pass import ROOT, asked_whole, digest_of_files, has_passed, note_passed

LONG = 0.4
"""Processor seconds from which a test waits for its turn."""
TURNS = 12
"""After so many commits each long test had its turn."""
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
"""Each database has its own passes: what passed on one says nothing of the other."""
BUILT = {"__pycache__", "node_modules", "static"}
"""Folders that hold nothing written by hand."""


def room_of(nodeid: str) -> str | None:
    """The room whose folder a test stands in; None for stories and what stands above the rooms.

    >>> room_of("tests/tutela_web/risk/test_due.py::test_a")
    'risk'
    >>> room_of("tests/tutela_web/test_twins.py::test_a") is None
    True
    """
    parts = nodeid.partition("::")[0].split("/")
    in_a_room = len(parts) > 3 and parts[0] == "tests" and parts[1] in {"tutela", "tutela_web"}
    return parts[2] if in_a_room else None


def long_tests(table: dict[str, Cost]) -> dict[str, dict[str, float]]:
    """By file, the seconds of its long tests."""
    seconds: dict[str, dict[str, float]] = defaultdict(dict)
    for test, cost in table.items():
        if cost.seconds >= LONG and room_of(test):
            seconds[test.partition("::")[0]][test] = cost.seconds
    return dict(seconds)


def turns_by_file(table: dict[str, Cost]) -> dict[str, int]:
    """By file, whose turn its long tests have: those of each turn take about as long.

    >>> long = {f"tests/tutela_web/risk/test_{n}.py::test": Cost(n + 1.0, "") for n in range(12)}
    >>> sorted(turns_by_file(long).values())
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    """
    sums = [0.0] * TURNS
    turns = {}
    seconds = {file: sum(tests.values()) for file, tests in long_tests(table).items()}
    for file in sorted(seconds, key=lambda file: (-seconds[file], file)):
        turns[file] = min(range(TURNS), key=lambda number: (sums[number], number))
        sums[turns[file]] += seconds[file]
    return turns


@cache
def changed(room: str) -> bool:
    """Whether the code or the tests of a room changed since its long tests last passed."""
    return not has_passed(part_of(room), digest_of(room))


def part_of(room: str) -> str:
    """The row of whole_pass.csv that long tests of a room have."""
    return f"long tests of {room}" + (" on PostgreSQL" if ON_POSTGRESQL else "")


@cache
def digest_of(room: str) -> str:
    """What a room's code and tests are now, in the core and in the platform."""
    folders = [ROOT / place / room for place in FOLDERS]
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return digest_of_files(
        (file for file in files if not BUILT & set(file.parts) and file.suffix != ".mo"),
        parsed=False,
    )


FOLDERS = ("src/tutela", "src/tutela_web", "tests/tutela", "tests/tutela_web")


def waits(nodeid: str, table: dict[str, Cost], turns: dict[str, int]) -> bool:
    """Whether a test waits for its turn in this run."""
    test = without_parameters(nodeid)
    room = room_of(test)
    if room is None or test not in table or table[test].seconds < LONG or changed(room):
        return False
    return turns[test.partition("::")[0]] != turn(TURNS)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--in-turn", action="store_true", help="long tests of a room in their turn")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("in_turn") or asked_whole():
        return
    table = read_table()
    turns = turns_by_file(table)
    waiting = [item for item in items if waits(item.nodeid, table, turns)]
    config.hook.pytest_deselected(items=waiting)
    away = {item.nodeid for item in waiting}
    items[:] = [item for item in items if item.nodeid not in away]


class LongPasses:
    """Notes the digest of a room all of whose long tests passed; it hears of all tests."""

    def __init__(self) -> None:
        self.outcomes: dict[str, bool] = {}
        table = read_table()
        self.long = {test for tests in long_tests(table).values() for test in tests}
        # On PostgreSQL those that the table names; others run there too where they are marked.
        self.needed = {test for test in self.long if table[test].on_postgresql or not ON_POSTGRESQL}
        # Of what the tests begin with, whatever is edited while they run.
        self.digests = {room: digest_of(room) for room in rooms_of(self.long)}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = without_parameters(report.nodeid)
        if test in self.long:
            self.outcomes[test] = self.outcomes.get(test, True) and report.outcome != "failed"

    def pytest_sessionfinish(self) -> None:
        by_room: dict[str, list[bool]] = defaultdict(list)
        for test in self.needed | self.outcomes.keys():
            by_room[str(room_of(test))].append(self.outcomes.get(test, False))
        note_passed(
            {part_of(room): self.digests[room] for room, good in by_room.items() if all(good)}
        )


def rooms_of(tests: Iterable[str]) -> set[str]:
    """The rooms that tests stand in."""
    return {room for test in tests if (room := room_of(test))}


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("in_turn") and not os.environ.get("PYTEST_XDIST_WORKER"):
        config.pluginmanager.register(LongPasses())


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Which rooms' long tests run all, and whose turn the others have."""
    if not config.getoption("in_turn"):
        return []
    rooms = sorted(rooms_of(test for tests in long_tests(read_table()).values() for test in tests))
    told = ", ".join(room for room in rooms if changed(room)) or "none"
    return [f"Long tests: turn {turn(TURNS)} of {TURNS}; rooms whose long tests all run: {told}"]
