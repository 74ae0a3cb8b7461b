"""When every person last met every address, and what has changed since.

`tests/tutela_web/test_every_address.py` meets each address with everybody in `make proof`. With
each change it meets a part of them (tests/tutela_web/meeting.py); all of them again where something
changed that decides who sees what:

    everything      the policy, its tables, doors; what is planted for whom: all addresses
    a room          its queries: the addresses of that room and of rooms that import it

The install for many people is tried in the same way: when something of it changed; so are the long
tests of a room (tests/turns.py).

whole_pass.csv holds a digest of each, as it was when everybody passed. A passing run notes what
passed in build/, outside the tree; whole_pass.csv is written by one command alone:

    python -m tests.whole_pass write

Digests are of what the modules say, not of how they are laid out.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WEB = ROOT / "src/tutela_web"
TESTS = ROOT / "tests/tutela_web"
TABLE = TESTS / "whole_pass.csv"
NOTED = ROOT / "build/passed.csv"
"""What passed in this checkout since; no part of the tree."""
MEETING = "tests/tutela_web/test_every_address.py::test_each_person"
EVERYTHING = "everything"
INSTALL = "install"
ALONE = {
    INSTALL: "tests/deploy/test_install.py::"
    "test_an_install_for_many_people_from_nothing_to_a_restored_backup",
}
"""Parts that one test each tries."""


def digest_of_files(files: Iterable[Path], *, parsed: bool = True) -> str:
    """Takes parsed, whether Python counts as what it says; parsing hundreds of files takes long."""
    said = hashlib.sha256()
    for file in sorted(files):
        said.update(str(file.relative_to(ROOT)).encode())
        content = file.read_bytes()
        parses = parsed and file.suffix == ".py"
        said.update(ast.dump(ast.parse(content)).encode() if parses else content)
    return said.hexdigest()[:16]


def rooms() -> list[str]:
    """The rooms of the web house."""
    return sorted(path.parent.name for path in WEB.glob("*/__init__.py"))


KNOWN = "TUTELA_DIGESTS"
"""What the first process of a run found, for its workers: parsing all files takes seconds."""


@cache
def digests() -> dict[str, str]:
    """What decides who sees what, in all and by room, as it is now."""
    if KNOWN in os.environ:
        told: dict[str, str] = json.loads(os.environ[KNOWN])
        return told
    policy = [
        *(WEB / "access").glob("*.py"),
        *(WEB / "access/data").glob("*.csv"),
        TESTS / "planted.py",
        TESTS / "cast.py",
        TESTS / "test_every_address.py",
    ]
    found = {EVERYTHING: digest_of_files(policy)}
    for room in rooms():
        asks = [*(WEB / room).rglob("*queries.py"), *(WEB / room).rglob("*columns.py")]
        if asks and room != "access":
            found[room] = digest_of_files(asks)
    found[INSTALL] = digest_of_files(
        [
            *(file for file in (ROOT / "deploy").rglob("*") if file.is_file()),
            *(WEB / "cli").glob("*.py"),
            WEB / "settings.py",
            WEB / "wsgi.py",
            WEB / "access/tables.py",
            *(WEB / "base").glob("*.py"),
            ROOT / "docs/how-to/install.md",
            ROOT / "requirements.lock",
        ]
    )
    return found


def read_passes(table: Path) -> dict[str, str]:
    """The digest of each part that a table has."""
    if not table.exists():
        return {}
    with table.open(encoding="utf-8", newline="") as file:
        return {row["part"]: row["digest"] for row in csv.DictReader(file)}


def has_passed(part: str, digest: str) -> bool:
    """Whether a part passed as it is now: in whole_pass.csv, or since, in this checkout."""
    return digest in (read_passes(TABLE).get(part), read_passes(NOTED).get(part))


def note_passed(now: dict[str, str], table: Path = NOTED) -> None:
    """Note the digests of parts that passed; those of other parts stay."""
    if now:
        lines = [["part", "digest"], *map(list, sorted((read_passes(table) | now).items()))]
        table.parent.mkdir(exist_ok=True)
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)


def importers(room: str) -> set[str]:
    """The rooms that import a room."""
    asks = re.compile(
        rf"^\s*(from|import) tutela_web\.{room}\b|^from tutela_web import.*\b{room}\b", re.MULTILINE
    )
    return {
        other
        for other in rooms()
        if any(asks.search(file.read_text("utf-8")) for file in (WEB / other).glob("**/*.py"))
    }


def asked_whole() -> bool:
    """Whether this run is asked for the whole product, as `make proof` asks."""
    return bool(os.environ.get("TUTELA_WHOLE"))


@cache
def changed_rooms() -> frozenset[str] | None:
    """The rooms whose addresses all people meet; None for all rooms."""
    if asked_whole():
        return None
    now = digests()
    if not has_passed(EVERYTHING, now[EVERYTHING]):
        return None
    changed = {room for room in rooms() if room in now and not has_passed(room, now[room])}
    return frozenset(changed).union(*(importers(room) for room in changed))


def has_changed(part: str) -> bool:
    """Whether a part is other than when its test last passed, or the whole is asked for."""
    return asked_whole() or not has_passed(part, digests()[part])


class Passes:
    """Notes the digests of what passed; it hears of all tests, whoever ran them."""

    def __init__(self) -> None:
        self.outcomes: dict[str, bool] = {}
        # Of what the tests begin with, whatever is edited while they run.
        os.environ[KNOWN] = json.dumps(digests())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.nodeid.startswith((MEETING, *ALONE.values())):
            so_far = self.outcomes.get(report.nodeid, True)
            self.outcomes[report.nodeid] = so_far and report.outcome == "passed"

    def pytest_sessionfinish(self) -> None:
        from tests.tutela_web.meeting import WHO  # needs the platform set up

        met = [good for test, good in self.outcomes.items() if test.startswith(MEETING)]
        now = {}
        if len(met) == len(WHO) and all(met):
            now |= {part: digest for part, digest in digests().items() if part not in ALONE}
        now |= {part: digests()[part] for part, test in ALONE.items() if self.outcomes.get(test)}
        note_passed(now)


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        config.pluginmanager.register(Passes())


def pytest_report_header() -> list[str]:
    """What the meeting of addresses and people is about in this run."""
    from tests.counts import turn

    changed = changed_rooms()
    wide = "all" if changed is None else ", ".join(sorted(changed)) or "none"
    return [f"TUTELA_TURN={turn(10**9)}; rooms whose addresses all meet: {wide}"]


if __name__ == "__main__":
    if sys.argv[1:] != ["write"]:
        sys.exit("Write: python -m tests.whole_pass write")
    note_passed(read_passes(NOTED), TABLE)
