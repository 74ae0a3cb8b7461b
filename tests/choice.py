"""What of the web house's tests runs on PostgreSQL with each change; `make proof` runs them all.

    python -m tests.choice write     chooses anew, from the statements that proof recorded

Chosen are, in this order: tests marked `postgresql` (locks, conflicts, copies, jobs, imports,
exports, backup: said by hand) and all that commit; a least set of tests that together send every
statement that one database understands otherwise than another (locked rows, ON CONFLICT, JSON,
full text, LIKE, upper case, casts); then the tests that add most other statements a second, until
COVERED of all are sent; one of each room at least. Tests of a file that is new or changed since the
last accepted change run there too.

Recording: `TUTELA_STATEMENTS=1`, as `make proof` sets it for its runs.
"""

from __future__ import annotations

import csv
import heapq
import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Set
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.costs import group_of, recorded, seconds_of_files, without_parameters
from tests.deferral import changed_paths

STATEMENTS = Path(__file__).parents[1] / "build/statements"
TABLE = Path(__file__).parent / "on_postgresql.csv"
"""Which tests run on PostgreSQL for the statements they send, and which statements these are."""
COVERED = 0.80
"""Share of all distinct statements that the chosen tests send."""
DIALECT = re.compile(
    r"FOR (NO KEY )?UPDATE|ON CONFLICT|jsonb|->|@>|tsvector|tsquery|@@|LIKE|UPPER\(|COLLATE| ~"
    r"|DISTINCT ON|advisory|AT TIME ZONE|EXTRACT|OVER \(|::|TRIGGER|FUNCTION|^COPY"
)
SHORTENED = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"\((?:\s*%s\s*(?:::[\w ]+(?:\(\d+\))?(?:\[\])?)?,?)+\)"), "(%s)"),
    (re.compile(r"(\(%s\), )+\(%s\)"), "(%s)"),
    (re.compile(r'"?s\d+_x\d+"?'), "a savepoint"),
    (re.compile(r"\b\d+\b"), "1"),
)


def shorten(statement: str) -> str:
    """A statement without what differs each time: numbers, the length of lists, savepoints.

    >>> shorten("SELECT 1 FROM a WHERE b IN (%s, %s)  LIMIT 21")
    'SELECT 1 FROM a WHERE b IN (%s) LIMIT 1'
    """
    for pattern, instead in SHORTENED:
        statement = pattern.sub(instead, statement)
    return statement


class Sent:
    """The distinct statements that a test sends."""

    def __init__(self) -> None:
        self.statements: set[str] = set()

    def listen(self) -> None:
        """Hear every statement from here on."""
        from django.db.backends.utils import CursorWrapper

        def noting(execute: Callable[..., Any]) -> Callable[..., Any]:
            def noted(cursor: Any, sql: Any, *args: Any, **kwargs: Any) -> Any:
                self.statements.add(str(sql))
                return execute(cursor, sql, *args, **kwargs)

            return noted

        CursorWrapper.execute = noting(CursorWrapper.execute)  # type: ignore[method-assign]
        CursorWrapper.executemany = noting(CursorWrapper.executemany)  # type: ignore[method-assign]

    def shortened(self) -> list[str]:
        """What was sent, without what differs each time. Read from a copy: a server's threads may
        send on while this is asked."""
        return sorted({shorten(sql) for sql in set(self.statements)})


class Statements:
    """Notes the distinct statements of each test in build/statements, one file a worker."""

    def __init__(self, worker: str, sent: Sent) -> None:
        from django.db import connection

        folder = STATEMENTS / connection.vendor
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / f"{worker}.jsonl"
        self.file.write_text("")
        self.sent = sent

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.sent.statements.clear()
        yield
        line = {
            "test": item.nodeid,
            "for_proof": is_for_proof(item),
            "sent": self.sent.shortened(),
        }
        with self.file.open("a") as file:
            file.write(json.dumps(line) + "\n")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--chosen", action="store_true", help="only what runs on PostgreSQL")
    parser.addoption("--quick", action="store_true", help="the core, and web tests in a moment")


def pytest_configure(config: pytest.Config) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    runs_tests = worker or not getattr(config.option, "numprocesses", None)
    if runs_tests and os.environ.get("TUTELA_STATEMENTS"):
        sent = Sent()
        sent.listen()
        config.pluginmanager.register(Statements(worker or "alone", sent))


def is_for_proof(item: pytest.Item) -> bool:
    """Whether PostgreSQL meets a test in `make proof` alone, whatever it asks."""
    return any(item.get_closest_marker(name) for name in ("browser", "once"))


def is_marked(item: pytest.Item) -> bool:
    """Whether a test says itself that it depends on the database: by its marker, or it commits."""
    asks = item.get_closest_marker("django_db")
    commits = asks is not None and asks.kwargs.get("transaction")
    return item.get_closest_marker("postgresql") is not None or bool(commits)


@cache
def read_table() -> dict[str, str]:
    """By test without its parameters, why it runs on PostgreSQL too."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["test"]: row["why"] for row in csv.DictReader(file)}


def is_chosen(item: pytest.Item, table: dict[str, str], new: Set[str] = frozenset()) -> bool:
    """Whether a test runs on PostgreSQL with each change: chosen, or of a file that is new or
    changed since the last accepted change."""
    if is_for_proof(item):
        return False
    return item.nodeid.partition("::")[0] in new or is_chosen_for_what_it_asks(item, table)


def is_chosen_for_what_it_asks(item: pytest.Item, table: dict[str, str]) -> bool:
    """Whether a test is marked, commits, or was chosen for the statements it sends."""
    return is_marked(item) or without_parameters(item.nodeid) in table


def is_quick(item: pytest.Item) -> bool:
    """Whether `make unit` runs a test: none that is marked slow, none of a file that takes long."""
    if any(item.get_closest_marker(name) for name in ("slow", "browser", "once")):
        return False
    return item.nodeid.partition("::")[0] not in seconds_of_files()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """For `make unit` files that take long, for PostgreSQL those that hold nothing chosen, are not
    even imported."""
    if not collection_path.name.startswith("test_"):
        return None
    path = str(collection_path.relative_to(config.rootpath))
    if config.getoption("quick") and path in seconds_of_files():
        return True
    if config.getoption("chosen") and not may_hold_chosen(collection_path, path):
        return True
    return None


MARKS = re.compile(r"postgresql|transaction=True|transactional_db|KindTests|live_server")
"""Words of a file in which a test may be marked, or commit."""


def may_hold_chosen(file: Path, path: str) -> bool:
    """Whether a file may hold a test that runs on PostgreSQL: asked of its text."""
    named = path in _files_named() or path in changed_files()
    return named or bool(MARKS.search(file.read_text("utf-8")))


@cache
def _files_named() -> frozenset[str]:
    return frozenset(test.partition("::")[0] for test in read_table())


@cache
def changed_files() -> frozenset[str]:
    """Test files that are new or changed since the last accepted change."""
    return frozenset(path for path in changed_paths() or () if path.startswith("tests/"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = items
    if config.getoption("chosen"):
        table, new = read_table(), changed_files()
        kept = [item for item in kept if is_chosen(item, table, new)]
    if config.getoption("quick"):
        kept = [item for item in kept if is_quick(item)]
    if kept is not items:
        ids = {item.nodeid for item in kept}
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in ids])
        items[:] = kept


# ---- the command ----


def _recorded(vendor: str) -> tuple[dict[str, set[str]], set[str]]:
    """What was recorded of each test on a database, its parameters together; which tests run
    there in proof alone."""
    sent: dict[str, set[str]] = defaultdict(set)
    for_proof: set[str] = set()
    for file in (STATEMENTS / vendor).glob("*.jsonl"):
        for line in map(json.loads, file.read_text().splitlines()):
            test = without_parameters(line["test"])
            sent[test].update(line["sent"])
            if line["for_proof"]:
                for_proof.add(test)
    return dict(sent), for_proof


def cover(
    sent: dict[str, set[str]], seconds: Callable[[str], float], wanted: set[str], share: float
) -> list[str]:
    """Tests that together send a share of the wanted statements, most a second first.

    The greedy way of the weighted set cover problem: Chvátal (1979), Mathematics of Operations
    Research 4(3).

    >>> cover({"a": {"x", "y"}, "b": {"y"}, "c": {"z"}}, lambda t: 1.0, {"x", "y", "z"}, 1.0)
    ['a', 'c']
    """
    left, enough = set(wanted), len(wanted) * (1 - share)
    gains = [(-len(sent[test] & left) / seconds(test), test) for test in sent]
    heapq.heapify(gains)
    chosen = []
    while gains and len(left) > enough:
        _old, test = heapq.heappop(gains)
        gain = -len(sent[test] & left) / seconds(test)
        if gains and gain > gains[0][0]:
            if gain:
                heapq.heappush(gains, (gain, test))
            continue
        left -= sent[test]
        chosen.append(test)
    return chosen


def choose(sent: dict[str, set[str]], costs: dict[str, float]) -> dict[str, str]:
    """By test, why it runs on PostgreSQL.

    Takes   by test, the statements it sends; its processor seconds, 1 where none are known.
    """

    def seconds(test: str) -> float:
        return costs.get(test, 1.0) + 0.05  # its share of start and end

    everything = set().union(*sent.values())
    dialect = {statement for statement in everything if DIALECT.search(statement)}
    why = dict.fromkeys(cover(sent, seconds, dialect, 1.0), "dialect")
    already = set().union(*(sent[test] for test in why)) if why else set()
    share = 1 - (1 - COVERED) * len(everything) / max(len(everything - already), 1)
    for test in cover(sent, seconds, everything - already, share):
        why.setdefault(test, "statements")
    rooms: dict[str, list[str]] = defaultdict(list)
    for test in sent:
        rooms[group_of(test)[1]].append(test)
    for tests in rooms.values():
        most = max(tests, key=lambda test: len(sent[test]))
        if sent[most] and not why.keys() & set(tests):
            why[most] = "story"
    return why


def main(arguments: list[str]) -> int:
    if arguments != ["write"]:
        sys.exit(__doc__)
    sent, for_proof = _recorded("postgresql")
    sent = {test: statements for test, statements in sent.items() if test not in for_proof}
    if not sent:
        sys.exit("No statements are recorded here. Next: make proof-postgresql")
    why = choose(sent, recorded("proof_postgresql"))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("test", "why"), *sorted(why.items())])
    met = set().union(*(sent[test] for test in why))
    everything = set().union(*sent.values())
    sys.stdout.write(
        f"{len(why)} of {len(sent)} tests send {len(met)} of {len(everything)} statements\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
