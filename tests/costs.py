"""What the tests cost, in seconds of the processor, and what follows from it.

    python -m tests.costs run PART COMMAND...   runs a command as a part of `make test`, counts it
    python -m tests.costs write                 writes docs/explanation/tests.md and tests/costs.csv
    python -m tests.costs grown                 says which rooms' tests grew since costs.csv

As a plugin of pytest it counts each test with all its programs (a browser, a gateway, a server),
gives the heaviest files to the workers first, and chooses what runs on PostgreSQL (tests/choice.py
says by which rule). Processor seconds, not seconds of the clock: others work on the machine too.
"""

from __future__ import annotations

import contextlib
import csv
import gc
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "tests/costs.csv"
PAGE = ROOT / "docs/explanation/tests.md"
COUNTED = ROOT / "build/costs"
BUDGET = 27 * 60
"""Seconds of the processor that `make test` may take, `check` included."""


@dataclass(frozen=True)
class Cost:
    """A test of costs.csv: its processor seconds on SQLite, and why it runs on PostgreSQL too."""

    seconds: float
    on_postgresql: str


def read_table() -> dict[str, Cost]:
    """The costs of all tests when they were last recorded, by test without its parameters."""
    if not TABLE.exists():
        return {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["test"]: Cost(float(row["seconds"]), row["on_postgresql"])
            for row in csv.DictReader(file)
        }


def without_parameters(nodeid: str) -> str:
    """The test without its parameters: one row of the table.

    >>> without_parameters("tests/test_a.py::test_b[x-1]")
    'tests/test_a.py::test_b'
    """
    return nodeid.partition("[")[0]


def group_of(nodeid: str) -> tuple[str, str]:
    """Group and room of a test.

    >>> group_of("tests/tutela_web/warning/test_board_browser.py::test_a")
    ('browser', 'warning')
    >>> group_of("src/tutela/base/ids.py::tutela.base.ids.short")
    ('core', 'base')
    """
    path = nodeid.partition("::")[0]
    parts = path.split("/")
    room = parts[2] if len(parts) > 3 else "house"
    if "every_address" in path or "other_missions" in path:
        return "addresses", "house"
    if "browser" in parts[-1]:
        return "browser", room
    if parts[:2] == ["tests", "tutela_web"] or parts[:2] == ["src", "tutela_web"]:
        return "pages and verbs", room
    if parts[1] in {"tutela"}:
        return "core", room
    return parts[1] if len(parts) > 2 else "house", "house"


GONE = (FileNotFoundError, ProcessLookupError)
"""What the system answers of a program or a thread that ended before it was read, or meanwhile."""


def _descendants(pid: int) -> Iterator[int]:
    """Programs that a program started, and those they started, that run now."""
    tasks = Path(f"/proc/{pid}/task")
    with contextlib.suppress(*GONE):
        for task in tasks.iterdir():
            with contextlib.suppress(*GONE):
                for child in map(int, (task / "children").read_text().split()):
                    yield child
                    yield from _descendants(child)


def seconds_of(pid: int) -> float:
    """Processor seconds of a running program and of the children it waited for; 0 if it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except GONE:
        return 0.0
    ticks = stat.rpartition(")")[2].split()[11:15]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def processor_seconds() -> float:
    """Of this process, of programs it waited for, and of those that run still."""
    return sum(os.times()[:4]) + sum(seconds_of(pid) for pid in _descendants(os.getpid()))


class Recorder:
    """Writes a line a test into build/costs, one file a worker; the last line is the whole."""

    def __init__(self, part: str, worker: str) -> None:
        folder = COUNTED / part
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / f"{worker}.jsonl"
        self.file.write_text("")

    def _note(self, test: str, seconds: float) -> None:
        with self.file.open("a") as file:
            file.write(json.dumps({"test": test, "seconds": round(seconds, 3)}) + "\n")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        before = processor_seconds()
        yield
        self._note(item.nodeid, processor_seconds() - before)

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        with self.file.open("a") as file:
            file.writelines(json.dumps({"waits": item.nodeid}) + "\n" for item in items)

    def pytest_sessionfinish(self) -> None:
        self._note("", processor_seconds())


def scope_of(nodeid: str) -> str:
    """What a worker does in one go: a file, but of every address halves, one for each worker.

    >>> scope_of("tests/test_a.py::test_b[x]")
    'tests/test_a.py'
    """
    file = nodeid.partition("::")[0]
    return f"{file} {crc32(nodeid.encode()) % 2}" if "test_every_address" in file else file


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Heaviest files first, else the last minutes belong to one worker; files stay together."""
    table, tests = read_table(), defaultdict(set)
    for item in items:
        tests[scope_of(item.nodeid)].add(without_parameters(item.nodeid))
    heavy = {  # exact sums: every worker must find the same order
        scope: fsum(table[test].seconds if test in table else 1.0 for test in of)
        for scope, of in tests.items()
    }
    items.sort(key=lambda item: -heavy[scope_of(item.nodeid)])


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported stays: no collection of garbage looks through it again (a tenth less)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_configure(config: pytest.Config) -> None:
    part, worker = os.environ.get("TUTELA_PART"), os.environ.get("PYTEST_XDIST_WORKER")
    if part and (worker or not getattr(config.option, "numprocesses", None)):
        config.pluginmanager.register(Recorder(part, worker or "alone"))


# ---- the command ----


def run(part: str, command: list[str]) -> int:
    """Run a command, note what it took in build/costs; gives its exit code."""
    folder = COUNTED / part
    for old in folder.glob("*.json*"):
        old.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    done = subprocess.run(command, env=os.environ | {"TUTELA_PART": part}, check=False)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Programs that nobody waited for (those of a browser) are in the workers' own sums alone.
    whole = {
        "seconds": max(used.ru_utime + used.ru_stime, sum(_finals(part))),
        "wall": time.monotonic() - began,
        "passed": done.returncode == 0,
    }
    (folder / "whole.json").write_text(json.dumps(whole))
    return done.returncode


def _finals(part: str) -> list[float]:
    """What each process of a part took from its start to its end."""
    lines = [file.read_text().splitlines()[-1] for file in (COUNTED / part).glob("*.jsonl")]
    return [line["seconds"] for line in map(json.loads, lines) if line.get("test") == ""]


def recorded(part: str) -> dict[str, float]:
    """Processor seconds by test of the last run of a part; parameters of a test together."""
    found: dict[str, float] = defaultdict(float)
    for file in (COUNTED / part).glob("*.jsonl"):
        for line in map(json.loads, file.read_text().splitlines()):
            if line.get("test"):
                found[without_parameters(line["test"])] += line["seconds"]
    return dict(found)


def waited(part: str) -> set[str]:
    """Tests that waited for their turn in the last run of a part (tests/turns.py)."""
    return {
        without_parameters(line["waits"])
        for file in (COUNTED / part).glob("*.jsonl")
        for line in map(json.loads, file.read_text().splitlines())
        if "waits" in line
    }


def _wholes() -> dict[str, dict[str, Any]]:
    return {
        file.parent.name: json.loads(file.read_text())
        for file in sorted(COUNTED.glob("*/whole.json"))
    }


def server_seconds(part: str) -> float:
    """What the PostgreSQL server of a part took, noted by tests/postgres.py; 0 where none ran."""
    file = COUNTED / part / "server.json"
    return float(json.loads(file.read_text())) if file.exists() else 0.0


def note_server(pid: int) -> None:
    """Note what a server took that no command of this part waits for; called before it ends."""
    if part := os.environ.get("TUTELA_PART"):
        file = COUNTED / part / "server.json"
        before = json.loads(file.read_text()) if file.exists() else 0.0
        seconds = seconds_of(pid) + sum(seconds_of(child) for child in _descendants(pid))
        file.write_text(json.dumps(before + seconds))


PARTS = {
    "check": "Format, lint, types, import direction, docs (`make check`)",
    "sqlite": "Every test, on SQLite",
    "postgresql": "What depends on the database, on PostgreSQL",
}


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f}"


def _rows(counts: dict[str, float], names: Iterable[str]) -> list[str]:
    return [f"| {name} | {_minutes(counts[name])} |" for name in names]


def write_page() -> None:
    """Write docs/explanation/tests.md from the last run of each part of `make test`."""
    wholes = _wholes()
    missing = [part for part in PARTS if part not in wholes]
    if missing:
        sys.exit(f"No run of {', '.join(missing)} is recorded here. Next: make test")
    failed = [part for part in PARTS if not wholes[part]["passed"]]
    if failed:
        sys.exit(f"The last run of {', '.join(failed)} did not pass. Next: make test")
    totals = {part: wholes[part]["seconds"] + server_seconds(part) for part in PARTS}
    whole = sum(totals.values())
    wall = sum(wholes[part]["wall"] for part in PARTS)
    groups: dict[tuple[str, str], float] = defaultdict(float)
    for part in ("sqlite", "postgresql"):
        for test, seconds in recorded(part).items():
            group, room = group_of(test)
            groups["PostgreSQL" if part == "postgresql" else group, room] += seconds
    by_group: dict[str, float] = defaultdict(float)
    by_room: dict[str, float] = defaultdict(float)
    for (group, room), seconds in groups.items():
        by_group[group] += seconds
        by_room[room] += seconds
    tests = sum(by_group.values())
    by_group["check"] = totals["check"]
    by_group["PostgreSQL: the server"] = server_seconds("postgresql")
    by_group["start, tables, collection"] = (
        whole - tests - by_group["check"] - (by_group["PostgreSQL: the server"])
    )
    longest = sorted(recorded("sqlite").items(), key=lambda one: -one[1])[:25]
    PAGE.write_text(
        PAGE_TEXT.format(
            whole=_minutes(whole),
            wall=_minutes(wall),
            budget=_minutes(BUDGET),
            count=len(recorded("sqlite")),
            waiting=len(waited("sqlite") - recorded("sqlite").keys()),
            again=len(recorded("postgresql")),
            parts="\n".join(f"| {PARTS[p]} | {_minutes(totals[p])} |" for p in PARTS),
            groups="\n".join(_rows(by_group, sorted(by_group, key=lambda g: -by_group[g]))),
            rooms="\n".join(_rows(by_room, sorted(by_room, key=lambda r: -by_room[r]))),
            longest="\n".join(f"| `{test}` | {seconds:.0f} |" for test, seconds in longest),
        )
    )


PAGE_TEXT = """# Tests and what they cost

*For those who build. Written by `python -m tests.costs write` after `make test`; do not edit.*

`make test` took **{whole} CPU-minutes** of the {budget} it may take, and {wall} minutes by the
clock. A minute of the clock depends on who else works on the machine; a CPU-minute much less.

| part of `make test` | CPU-minutes |
|---|---|
{parts}

{count} tests on SQLite, {again} of them on PostgreSQL too; those with parameters count once.
{waiting} long tests of rooms that had not changed waited for their turn.
[How what runs where is chosen](../how-to/test.md).

| group | CPU-minutes |
|---|---|
{groups}

| room | CPU-minutes of its tests, on both databases |
|---|---|
{rooms}

| longest on SQLite | CPU-seconds |
|---|---|
{longest}
"""


def write_table() -> None:
    """Renew the seconds in costs.csv; why a test runs on PostgreSQL stays as it was chosen.

    A new test has passed there by now; what it asks of databases, another one asks there too.
    """
    before, now = read_table(), recorded("sqlite")
    costs = {
        test: Cost(round(seconds, 2), before[test].on_postgresql if test in before else "")
        for test, seconds in now.items()
    }
    save_table({test: before[test] for test in waited("sqlite") if test in before} | costs)


def save_table(table: dict[str, Cost]) -> None:
    """Write costs.csv, by file and test."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["test", "seconds", "on_postgresql"])
        for test, cost in sorted(table.items()):
            writer.writerow([test, f"{cost.seconds:.2f}", cost.on_postgresql])


def grown() -> list[str]:
    """Rooms whose tests took a tenth and two seconds more in the last run than in costs.csv."""
    now = recorded("sqlite")
    if not now:
        return []
    rooms: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for test, cost in read_table().items():
        rooms[group_of(test)][0] += cost.seconds
    for test, seconds in now.items():
        rooms[group_of(test)][1] += seconds
    return [
        f"{room} ({group}): {before:.0f} -> {after:.0f} CPU-seconds"
        for (group, room), (before, after) in sorted(rooms.items())
        if after > before * 1.1 + 2
    ]


def main(arguments: list[str]) -> int:
    match arguments:
        case ["run", part, *command] if command and re.fullmatch(r"\w+", part):
            return run(part, command)
        case ["write"]:
            write_page()
            write_table()
        case ["grown"]:
            for line in grown():
                sys.stdout.write(f"Tests grew since tests/costs.csv: {line}\n")
        case _:
            sys.exit(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
