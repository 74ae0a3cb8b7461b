"""Which test files run after a change, and which wait; how long each has waited.

`make test` gives `--led-to`. Then a test file runs where

    an arrow leads to it from a file that changed since the last accepted change (tests/arrows.py);
    it stands in always.csv: twins, misconduct, survivors, suppression, what calms, told saved ...;
    it has waited for as many accepted changes as it may, at most OLDEST.

Tests of lanes.csv (installing, upgrading, killed processes) run where a file of theirs changed, or
when they have waited so long. `make proof` runs everything, and so does a file that you name.

A change is accepted when its commit stands in tests/accepted, a file each, with what waited then:

    python -m tests.deferral accept COMMIT     writes that file, after COMMIT was accepted
    python -m tests.deferral                   what would run now and why, what waits and how long

Nobody needs to remember it: where nothing newer is recorded, more runs.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from tests.arrows import Arrows, fits, leads_everywhere

ROOT = Path(__file__).parents[1]
ACCEPTED = ROOT / "tests/accepted"
ALWAYS = ROOT / "tests/always.csv"
LANES = ROOT / "tests/lanes.csv"
TOLD = ROOT / "build/deferral.json"
"""What the last run chose and left to wait: an artefact, no part of the tree."""
OLDEST = 10
"""For so many accepted changes a test may wait."""
CHOSEN = "TUTELA_LED_TO"
"""The file in which the first process of a run tells its workers what was chosen."""


@dataclass(frozen=True)
class Accepted:
    """A change that was accepted: its commit, and what had waited then."""

    commit: str
    deferred: frozenset[str]


@cache
def accepted_changes() -> tuple[Accepted, ...]:
    """All of them, the newest last."""
    found = []
    for path in sorted(ACCEPTED.glob("*.json")):
        content = json.loads(path.read_text("utf-8"))
        found.append(Accepted(content["commit"], frozenset(content["deferred"])))
    return tuple(found)


def age_of(unit: str, changes: Iterable[Accepted]) -> int:
    """For how many accepted changes in a row a test file has waited.

    >>> age_of("a", [Accepted("1", frozenset("a")), Accepted("2", frozenset("ab"))])
    2
    >>> age_of("b", [Accepted("1", frozenset("b")), Accepted("2", frozenset("a"))])
    0
    """
    age = 0
    for change in reversed(list(changes)):
        if unit not in change.deferred:
            break
        age += 1
    return age


def may_wait(unit: str) -> int:
    """For how many accepted changes a test file may wait: not all of them end at once.

    >>> 5 <= may_wait("tests/tutela_web/risk/test_due.py") <= OLDEST
    True
    """
    return OLDEST - crc32(unit.encode()) % 6


def _git(*words: str) -> str | None:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


def changed_paths(since: str = "") -> list[str] | None:
    """Files that differ from the last accepted change, or from a commit, here and now; None where
    that is unknown."""
    commit = since or next((change.commit for change in reversed(accepted_changes())), "")
    if not commit or _git("cat-file", "-e", f"{commit}^{{commit}}") is None:
        return None
    differing = _git("diff", "--name-only", "--no-renames", "-z", commit)
    new = _git("ls-files", "--others", "--exclude-standard", "-z")
    if differing is None or new is None:
        return None
    return sorted({path for path in (differing + new).split("\0") if path})


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Lane:
    """Tests that only some files can break: what they begin with, which files, why."""

    tests: str
    when: tuple[str, ...]
    reason: str

    def is_led_to(self, paths: Iterable[str]) -> bool:
        """Whether one of the changed files is theirs."""
        return any(fits(path, pattern) for path in paths for pattern in self.when)


@cache
def lanes() -> tuple[Lane, ...]:
    """The rows of lanes.csv."""
    return tuple(Lane(r["tests"], tuple(r["when"].split()), r["reason"]) for r in _rows(LANES))


@dataclass
class Chosen:
    """What runs: None for every file; which lanes; what waits, with its age; why."""

    files: set[str] | None
    lanes: list[str]
    deferred: dict[str, int]
    why: dict[str, str] = field(default_factory=dict)
    routes: set[str] | None = None
    """Addresses, by the texts of their routes, to which an arrow leads; None for all."""

    def runs(self, nodeid: str) -> bool:
        """Whether a test runs."""
        path = nodeid.partition("::")[0]
        mine = [lane.tests for lane in lanes() if nodeid.startswith(lane.tests)]
        if mine:
            return any(lane in self.lanes for lane in mine)
        return self.files is None or path in self.files

    def runs_some(self, path: str) -> bool:
        """Whether some test of a file may run: the others are not even imported."""
        whole = [lane.tests for lane in lanes() if path.startswith(lane.tests)]
        if whole:
            return any(lane in self.lanes for lane in whole)
        parts = [lane.tests for lane in lanes() if lane.tests.startswith(f"{path}::")]
        in_lane = any(lane in self.lanes for lane in parts)
        return self.files is None or path in self.files or in_lane


def choose(
    paths: list[str] | None, led_to: Any, units: Iterable[str], *, writing: bool = False
) -> Chosen:
    """What runs after a change. Where nobody knows what changed, everything does.

    Takes   paths that changed, None where that is unknown; led_to(paths), which gives the files
            to which arrows lead (None for all) and why; units, every file that holds tests;
            writing, whether it is run while writing: only what an arrow leads to.
    """
    changes = accepted_changes()
    files, why = (None, {}) if paths is None else led_to(paths)
    always = {row["file"] for row in _rows(ALWAYS)}
    running: set[str] | None = None
    deferred: dict[str, int] = {}
    if files is not None:
        running = set()
        for unit in units:
            age = age_of(unit, changes)
            due = unit in always or age >= may_wait(unit)
            if unit in files or (due and not writing):
                running.add(unit)
            else:
                deferred[unit] = age + 1
    open_lanes = []
    for lane in lanes():
        age = age_of(lane.tests, changes)
        led = paths is None or lane.is_led_to(paths)
        if led or (age >= may_wait(lane.tests) and not writing):
            open_lanes.append(lane.tests)
        else:
            deferred[lane.tests] = age + 1
    return Chosen(running, open_lanes, deferred, why)


@cache
def _arrows() -> Arrows:
    return Arrows()


def choose_for(paths: list[str] | None, *, writing: bool = False) -> Chosen:
    """What runs after a change to some files, None where that is unknown; needs Django set up."""
    everywhere = leads_everywhere(paths) if paths is not None else {}
    if paths is None or everywhere:
        return choose(paths, lambda _paths: (None, everywhere), (), writing=writing)
    arrows = _arrows()

    def led_to(paths: list[str]) -> tuple[set[str] | None, dict[str, str]]:
        files, why = arrows.led_to(paths)
        if files is None:
            return None, why
        return {str(path.relative_to(ROOT)) for path in files}, why

    modules = [arrows.file_of(module) for module in arrows.modules]
    docstrings = {str(file.relative_to(ROOT)) for file in modules if file is not None}
    units = {str(path.relative_to(ROOT)) for path in arrows.test_files} | docstrings
    chosen = choose(paths, led_to, sorted(units), writing=writing)
    chosen.routes = None if chosen.files is None else arrows.routes_led_to(paths)
    return chosen


# ---- as a plugin of pytest ----


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--led-to", action="store_true", help="only what a change can break")
    parser.addoption("--since", default="", help="since this commit, not since the last accepted")


def save(chosen: Chosen, path: Path) -> None:
    """Write what was chosen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "files": None if chosen.files is None else sorted(chosen.files),
        "lanes": chosen.lanes,
        "deferred": chosen.deferred,
        "why": chosen.why,
        "routes": None if chosen.routes is None else sorted(chosen.routes),
    }
    path.write_text(json.dumps(content, indent=1), "utf-8")


def read(path: Path) -> Chosen:
    """Read what `save` wrote."""
    content = json.loads(path.read_text("utf-8"))
    files = None if content["files"] is None else set(content["files"])
    routes = None if content["routes"] is None else set(content["routes"])
    return Chosen(files, content["lanes"], content["deferred"], content["why"], routes)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("led_to") or CHOSEN in os.environ:
        return
    since = config.getoption("since")
    save(choose_for(changed_paths(since), writing=bool(since)), TOLD)
    os.environ[CHOSEN] = str(TOLD)


@cache
def chosen_of_run() -> Chosen:
    """What the first process of this run chose."""
    return read(Path(os.environ[CHOSEN]))


WHO_SEES = ("src/tutela_web/access/policy**", "src/tutela_web/access/data/**")
"""What decides who sees what: after a change of it everybody meets every address."""


@cache
def _everybody_meets() -> set[str] | None:
    """The routes that every class of people meets in this run; None for all of them."""
    if CHOSEN not in os.environ:
        return None
    chosen = chosen_of_run()
    unknown = chosen.files is None and not chosen.why
    if unknown or any(fits(path, pattern) for path in chosen.why for pattern in WHO_SEES):
        return None
    return chosen.routes or set()


def is_met_by(who: str, text: str) -> bool:
    """Whether one of many classes of people meets an address in this run: where an arrow leads to
    its route from what changed, everybody; else a third of them, which third is fixed.

    Takes   who, the class; text, the text of the route.
    """
    everybody = _everybody_meets()
    return everybody is None or text in everybody or crc32(f"{who} {text}".encode()) % 3 == 0


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Files in which nothing runs are not even imported."""
    if not config.getoption("led_to") or collection_path.suffix != ".py":
        return None
    path = str(collection_path.relative_to(ROOT))
    if collection_path.name == "conftest.py" or collection_path.name == "__init__.py":
        return None
    return None if chosen_of_run().runs_some(path) else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("led_to"):
        return
    chosen = chosen_of_run()
    waiting = [item for item in items if not chosen.runs(item.nodeid)]
    config.hook.pytest_deselected(items=waiting)
    away = {item.nodeid for item in waiting}
    items[:] = [item for item in items if item.nodeid not in away]


def tell(chosen: Chosen) -> list[str]:
    """What runs and what waits, in a few lines."""
    from tests.costs import seconds_of_files

    seconds = seconds_of_files()
    waiting = sum(seconds.get(unit.partition("::")[0], 0.3) for unit in chosen.deferred)
    running = sum(
        seconds.get(unit, 0.3) for unit in (seconds if chosen.files is None else chosen.files)
    )
    share = waiting / max(waiting + running, 1)
    oldest = max(chosen.deferred.items(), key=lambda row: row[1], default=("nothing", 0))
    everything = [f"{path}: {why}" for path, why in chosen.why.items() if "every test" in why]
    if chosen.files is None:
        runs = "Every test file runs, but for lanes of which no file changed"
        because = everything[:3] or ["no accepted change is known here"]
    else:
        runs = f"{len(chosen.files)} files run"
        because = [f"{len(chosen.why)} files changed"]
    return [
        f"{runs} ({'; '.join(because)}).",
        f"{len(chosen.deferred)} wait, about {share:.0%} of the seconds; the oldest has waited for"
        f" {oldest[1]} of at most {OLDEST} accepted changes: {oldest[0]}.",
    ]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """While writing, nothing to run is no failure: nothing differs, or nothing quick is led to."""
    if session.config.getoption("since") and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK


def pytest_report_header(config: pytest.Config) -> list[str]:
    """What runs and what waits."""
    return tell(chosen_of_run()) if config.getoption("led_to") else []


# ---- the command ----


def accept(commit: str) -> Path:
    """Write what was accepted with a commit, and what that commit's own choosing left to wait."""
    whole = (_git("rev-parse", "--verify", f"{commit}^{{commit}}") or "").strip()
    if not whole:
        sys.exit(f"{commit} is no commit here. Next: give one of git log.")
    known = accepted_changes()
    if whole in {change.commit for change in known}:
        sys.exit(f"{commit} is recorded already.")
    folder = Path(tempfile.mkdtemp())
    _git("worktree", "add", "--detach", str(folder), whole)
    try:
        told = subprocess.run(
            [sys.executable, "-m", "tests.deferral", "json"],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(folder / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        _git("worktree", "remove", "--force", str(folder))
    if told.returncode:
        sys.exit(f"What {commit} left to wait could not be told:\n{told.stderr}")
    deferred = sorted(json.loads(told.stdout)["deferred"])
    path = ACCEPTED / f"{len(known) + 1:04}-{whole[:9]}.json"
    path.parent.mkdir(exist_ok=True)
    day = (_git("show", "-s", "--format=%cs", whole) or "").strip()
    content = {"commit": whole, "day": day, "deferred": deferred}
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    return path


def main(arguments: list[str]) -> int:
    match arguments:
        case ["accept", commit]:
            sys.stdout.write(f"{accept(commit).relative_to(ROOT)}\n")
            return 0
        case [] | ["json"]:
            import django

            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela_web.settings")
            django.setup()
            chosen = choose_for(changed_paths())
            if arguments:
                sys.stdout.write(json.dumps({"deferred": chosen.deferred}))
                return 0
            for path, why in chosen.why.items():
                sys.stdout.write(f"{path}: {why}\n")
            for unit, age in sorted(chosen.deferred.items(), key=lambda row: (-row[1], row[0])):
                sys.stdout.write(f"waits {age}: {unit}\n")
            sys.stdout.write("\n".join(tell(chosen)) + "\n")
            return 0
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
