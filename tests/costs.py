"""What the tests cost, in seconds of the processor, and what follows from it.

    python -m tests.costs run PART COMMAND...   runs a command as a part of `make test`, counts it
    python -m tests.costs tell                  what the last run took, against the budget
    python -m tests.costs heavy                 renews tests/heavy.csv, files that take long
    python -m tests.costs pages                 fails where a page names a count of tests or minutes

As a plugin of pytest it counts each test with all its programs (a browser, a gateway, a server),
and gives the heaviest files to the workers first. Processor seconds, not seconds of the clock:
others work on the machine too; and beside them how long a fixed loop took in the same processes,
because a second of a busy or a slow processor does less. What was counted is an artefact of the
run (build/costs), no part of the tree.
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
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any
from zlib import crc32

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ROOT / "tests/heavy.csv"
COUNTED = ROOT / "build/costs"
BUDGET = 30 * 60
"""Seconds of the reference processor that `make test` may take, `check` included."""
CLOCK = 15 * 60
"""Seconds by the clock that it may take where two cores do nothing else."""
LOOP = 0.08
"""Seconds that the fixed loop takes on the reference processor."""
LONG = 3.0
"""Seconds from which a file stands in heavy.csv."""


def time_loop() -> float:
    """Processor seconds that a fixed loop takes here and now."""
    began = time.process_time()
    squares: dict[int, int] = {}
    for number in range(600_000):
        squares[number & 1023] = squares.get(number & 511, 0) + number * number & 0xFFFF
    return time.process_time() - began


@cache
def seconds_of_files() -> dict[str, float]:
    """By test file, the seconds of those that take long, as heavy.csv has them."""
    if not HEAVY.exists():
        return {}
    with HEAVY.open(encoding="utf-8", newline="") as file:
        return {row["file"]: float(row["seconds"]) for row in csv.DictReader(file)}


def without_parameters(nodeid: str) -> str:
    """The test without its parameters.

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
        self.loops: list[float] = []

    def _note(self, test: str, seconds: float) -> None:
        with self.file.open("a") as file:
            file.write(json.dumps({"test": test, "seconds": round(seconds, 3)}) + "\n")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        before = processor_seconds()
        yield
        self._note(item.nodeid, processor_seconds() - before)

    def pytest_collection_finish(self) -> None:
        self._note("collected", processor_seconds())
        self.loops = [time_loop()]

    def pytest_sessionfinish(self) -> None:
        self.loops.append(time_loop())
        self._note("loop", median(self.loops))
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
    seconds = seconds_of_files()

    def weight(item: pytest.Item) -> tuple[float, str]:
        scope = scope_of(item.nodeid)
        return -seconds.get(scope.partition(" ")[0], 0.0), scope

    items.sort(key=weight)


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


def _lines(part: str) -> Iterator[dict[str, Any]]:
    for file in (COUNTED / part).glob("*.jsonl"):
        yield from map(json.loads, file.read_text().splitlines())


def _finals(part: str) -> list[float]:
    """What each process of a part took from its start to its end."""
    return [line["seconds"] for line in _lines(part) if line["test"] == ""]


def recorded(part: str) -> dict[str, float]:
    """Processor seconds by test of the last run of a part; parameters of a test together."""
    found: dict[str, float] = defaultdict(float)
    for line in _lines(part):
        if "::" in line["test"]:
            found[without_parameters(line["test"])] += line["seconds"]
    return dict(found)


def by_file(part: str) -> dict[str, float]:
    """Processor seconds by test file of the last run of a part."""
    found: dict[str, float] = defaultdict(float)
    for test, seconds in recorded(part).items():
        found[test.partition("::")[0]] += seconds
    return dict(found)


def loop_seconds(part: str) -> float:
    """What the fixed loop took in the processes of a part; LOOP where none ran it."""
    return median([line["seconds"] for line in _lines(part) if line["test"] == "loop"] or [LOOP])


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
    "check": "format, lint, types, import direction, docs",
    "sqlite": "tests on SQLite",
    "postgresql": "what depends on the database, on PostgreSQL",
}


def tell() -> list[str]:
    """What the last run of each part took, against the budget; its dearest rooms and tests."""
    rows, spent, clock = [], 0.0, 0.0
    for part, words in PARTS.items():
        file = COUNTED / part / "whole.json"
        if not file.exists():
            rows.append(f"{words}: not run here")
            continue
        whole = json.loads(file.read_text())
        seconds = whole["seconds"] + server_seconds(part)
        ratio = loop_seconds(part) / LOOP
        spent, clock = spent + seconds / ratio, clock + whole["wall"]
        rows.append(
            f"{words}: {seconds / 60:.1f} processor minutes, {seconds / ratio / 60:.1f} of the"
            f" reference (its loop {ratio:.2f}), {whole['wall'] / 60:.1f} by the clock,"
            f" {len(recorded(part))} tests, {'passed' if whole['passed'] else 'failed'}"
        )
    verdict = "within" if spent <= BUDGET else "OVER"
    rows.append(
        f"{verdict} the budget: {spent / 60:.1f} of {BUDGET / 60:.0f} processor minutes of the"
        f" reference; {clock / 60:.1f} minutes of the clock, one part after the other"
        f" ({CLOCK / 60:.0f} asked of two quiet cores)"
    )
    rooms: dict[tuple[str, str], float] = defaultdict(float)
    for part in ("sqlite", "postgresql"):
        for test, seconds in recorded(part).items():
            rooms[group_of(test)] += seconds
    dearest = sorted(rooms.items(), key=lambda row: -row[1])[:12]
    told = [f"{room} {group} {seconds:.0f} s" for (group, room), seconds in dearest]
    rows.append("rooms: " + ", ".join(told))
    tests = sorted(recorded("sqlite").items(), key=lambda row: -row[1])[:20]
    rows += [f"{seconds:6.1f} s {test}" for test, seconds in tests]
    return rows


def write_heavy() -> None:
    """Renew heavy.csv from the last run: what differs by less than half stays as it was, so that
    two changes seldom touch one row."""
    before, now = seconds_of_files(), by_file("sqlite")
    ratio = loop_seconds("sqlite") / LOOP
    table = {file: seconds for file, seconds in before.items() if (ROOT / file).exists()}
    for file, seconds in now.items():
        measured, known = seconds / ratio, before.get(file, 0.0)
        if (measured < LONG and known < LONG) or not (ROOT / file).exists():
            continue
        if not known / 1.5 <= measured <= known * 1.5:
            table[file] = measured
    rows = [[file, f"{seconds:.0f}"] for file, seconds in sorted(table.items()) if seconds >= LONG]
    with HEAVY.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["file", "seconds"], *rows])


FIGURE = re.compile(
    r"\b\d[\d.,]* (?:CPU|processor)[- ]minutes|(?<!draw )\b\d[\d,]* tests\b|minutes by the clock"
    r"|quarter of an hour on two|`make (?:test|unit|check)`[^|\n]*\b\d+ (?:minutes|s)\b"
)
"""A count of tests, or of the minutes they take."""
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/how-to/test.md",
    "docs/explanation/*.md",
    "docs/plan.md",
)


def copied_figures() -> list[str]:
    """Lines of pages that name a count of tests or minutes: it is untrue a week later. Each run
    tells its own (`tell`), and the budget stands here."""
    found = []
    for pattern in PAGES:
        for page in sorted(ROOT.glob(pattern)):
            for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
                if FIGURE.search(line):
                    found.append(f"{page.relative_to(ROOT)}:{number}: {line[:90]}")
    return found


def main(arguments: list[str]) -> int:
    match arguments:
        case ["run", part, *command] if command and re.fullmatch(r"\w+", part):
            return run(part, command)
        case ["tell"]:
            told = "\n".join(tell()) + "\n"
            (COUNTED / "told.txt").write_text(told)
            sys.stdout.write(told)
        case ["heavy"]:
            write_heavy()
        case ["pages"]:
            figures = copied_figures()
            for line in figures:
                sys.stdout.write(f"A page copies a figure of the tests: {line}\n")
            return 1 if figures else 0
        case _:
            sys.exit(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
