"""What of the web house's tests runs on PostgreSQL with each change; `make proof` runs them all.

    python -m tests.choice write     chooses anew, from the statements recorded by whole runs
    python -m tests.choice add       adds to what databases differ in what a chosen test now asks

Chosen are, in this order: tests marked `postgresql` (locks, conflicts, copies, jobs, imports,
exports, backup: said by hand) and all that commit; a least set of tests that together send every
statement that one database understands otherwise than another (locked rows, ON CONFLICT, JSON,
full text, LIKE, upper case, casts); then the tests that add most other statements a second, until
COVERED of all are sent; one of each room at least. A test the table does not know yet is new: it
runs there until its cost is recorded, so that it has passed there once.

On SQLite every test that is not chosen for what it asks, new ones too, is watched: where it asks
for something databases differ in, of a table that no chosen test asks it of (it stands in
tests/differences.txt), it fails and says how to go on.

Recording: `TUTELA_STATEMENTS=1`, as `make proof` sets it for its runs.
"""

from __future__ import annotations

import heapq
import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.costs import Cost, group_of, read_table, save_table, without_parameters

STATEMENTS = Path(__file__).parents[1] / "build/statements"
QUICK = 0.04
"""Processor seconds of a web test that `make unit` runs."""
QUICK_IN_CORE = 0.2
"""Those of a test of the core."""
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


DIFFERENCES = Path(__file__).parent / "differences.txt"
ASKED = (
    ("conflict", re.compile(r"ON CONFLICT|INSERT OR")),
    ("json", re.compile(r"JSON_EXTRACT|JSON_TYPE|json_each|JSON\(")),
    ("words", re.compile(r" LIKE | REGEXP |UPPER\(|LOWER\(|COLLATE")),
    ("full text", re.compile(r" MATCH ")),
    ("times", re.compile(r"django_date|django_time")),
    ("windows", re.compile(r"OVER \(")),
)
"""By its name, something databases differ in, as SQLite is asked for it."""
TABLE_OF = re.compile(r'(?:FROM|INTO|UPDATE) "?(\w+)"?')


@cache
def differences_in(statement: str) -> frozenset[str]:
    """What a statement for SQLite asks that databases differ in, and of which table.

    >>> sorted(differences_in('SELECT 1 FROM "a" WHERE "a"."b" LIKE %s'))
    ['words of a']
    """
    table = TABLE_OF.search(statement)
    return frozenset(
        f"{name} of {table[1] if table else 'no table'}"
        for name, pattern in ASKED
        if pattern.search(statement)
    )


class Sent:
    """The distinct statements that a test sends; rows it locks, which SQLite is not told of."""

    def __init__(self) -> None:
        self.statements: set[str] = set()
        self.locked: set[str] = set()

    def listen(self) -> None:
        """Hear every statement from here on."""
        from django.db.backends.utils import CursorWrapper
        from django.db.models.sql.compiler import SQLCompiler

        def noting(execute: Callable[..., Any]) -> Callable[..., Any]:
            def noted(cursor: Any, sql: Any, *args: Any, **kwargs: Any) -> Any:
                self.statements.add(str(sql))
                return execute(cursor, sql, *args, **kwargs)

            return noted

        def as_sql(compiler: Any, *args: Any, **kwargs: Any) -> Any:
            if compiler.query.select_for_update:
                self.locked.add(f"locked rows of {compiler.query.get_meta().db_table}")
            return compiles(compiler, *args, **kwargs)

        compiles, SQLCompiler.as_sql = SQLCompiler.as_sql, as_sql  # type: ignore[method-assign]
        CursorWrapper.execute = noting(CursorWrapper.execute)  # type: ignore[method-assign]
        CursorWrapper.executemany = noting(CursorWrapper.executemany)  # type: ignore[method-assign]

    def clear(self) -> None:
        self.statements.clear()
        self.locked.clear()

    @property
    def differences(self) -> set[str]:
        """What databases differ in of all that was sent. Read from a copy: a server's threads may
        send on while this is asked."""
        return self.locked.union(*map(differences_in, set(self.statements)))


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
        self.sent.clear()
        yield
        line = {
            "test": item.nodeid,
            "marked": is_chosen(item, {}) and is_marked(item),
            "for_proof": is_for_proof(item),
            "sent": sorted({shorten(sql) for sql in set(self.sent.statements)}),
            "differences": sorted(self.sent.differences),
        }
        with self.file.open("a") as file:
            file.write(json.dumps(line) + "\n")


class Watch:
    """Fails a test on SQLite that asks what no test on PostgreSQL asks."""

    def __init__(self, sent: Sent) -> None:
        self.sent = sent
        known = DIFFERENCES.read_text("utf-8") if DIFFERENCES.exists() else ""
        self.known = set(known.splitlines())
        self.table = read_table()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        self.sent.clear()
        outcome = yield
        unknown = self.sent.differences - self.known
        asks_alone = not (is_for_proof(item) or is_chosen_for_what_it_asks(item, self.table))
        if unknown and asks_alone and outcome.excinfo is None:
            outcome.force_exception(
                AssertionError(
                    f"databases differ in {', '.join(sorted(unknown))}, and no test on "
                    f"PostgreSQL asks"
                    " it. Next: mark this test `postgresql` (docs/how-to/test.md)."
                )
            )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--chosen", action="store_true", help="only what runs on PostgreSQL")
    parser.addoption("--quick", action="store_true", help="the core, and web tests in a moment")


def pytest_configure(config: pytest.Config) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker and getattr(config.option, "numprocesses", None):
        return  # the others run the tests
    sent = Sent()
    sent.listen()
    if os.environ.get("TUTELA_STATEMENTS"):
        config.pluginmanager.register(Statements(worker or "alone", sent))
    elif not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        config.pluginmanager.register(Watch(sent))


def is_for_proof(item: pytest.Item) -> bool:
    """Whether PostgreSQL meets a test in `make proof` alone, whatever it asks."""
    return any(item.get_closest_marker(name) for name in ("browser", "once"))


def is_marked(item: pytest.Item) -> bool:
    """Whether a test says itself that it depends on the database: by its marker, or it commits."""
    asks = item.get_closest_marker("django_db")
    commits = asks is not None and asks.kwargs.get("transaction")
    return item.get_closest_marker("postgresql") is not None or bool(commits)


def is_chosen(item: pytest.Item, table: dict[str, Cost]) -> bool:
    """Whether a test runs on PostgreSQL with each change: chosen, or new."""
    if is_for_proof(item):
        return False
    is_new = without_parameters(item.nodeid) not in table
    return is_new or is_chosen_for_what_it_asks(item, table)


def is_chosen_for_what_it_asks(item: pytest.Item, table: dict[str, Cost]) -> bool:
    """Whether a test is marked, commits, or was chosen for the statements it sends."""
    known = table.get(without_parameters(item.nodeid))
    return is_marked(item) or (known is not None and bool(known.on_postgresql))


def is_quick(item: pytest.Item, table: dict[str, Cost]) -> bool:
    """Whether `make unit` runs a test: of the core, new or quick there, or a quick web test."""
    if item.get_closest_marker("slow"):
        return False
    known = table.get(without_parameters(item.nodeid))
    if group_of(item.nodeid)[0] == "core":
        return known is None or known.seconds <= QUICK_IN_CORE
    return known is not None and known.seconds <= QUICK


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """For `make unit` files that hold nothing quick are not even imported."""
    if not config.getoption("quick") or not collection_path.name.startswith("test_"):
        return None
    costs = _costs_by_file().get(str(collection_path.relative_to(config.rootpath)), [])
    return True if costs and min(costs) > QUICK else None


@cache
def _costs_by_file() -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for test, cost in read_table().items():
        found[test.partition("::")[0]].append(0.0 if group_of(test)[0] == "core" else cost.seconds)
    return found


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    asks = {"chosen": is_chosen, "quick": is_quick}
    asked = [belongs for name, belongs in asks.items() if config.getoption(name)]
    if not asked:
        return
    table = read_table()
    kept = [item for item in items if all(belongs(item, table) for belongs in asked)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


# ---- the command ----


def _recorded(vendor: str, what: str) -> dict[str, set[str]]:
    """What was recorded of each test on a database, its parameters together."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in (STATEMENTS / vendor).glob("*.jsonl"):
        for line in map(json.loads, file.read_text().splitlines()):
            found[without_parameters(line["test"])].update(line[what])
    return dict(found)


def _said(vendor: str, mark: str) -> set[str]:
    """The recorded tests that say by themselves that they run on PostgreSQL with each change
    (`marked`), or in proof alone (`for_proof`)."""
    lines = (
        json.loads(line)
        for file in (STATEMENTS / vendor).glob("*.jsonl")
        for line in file.read_text().splitlines()
    )
    return {without_parameters(line["test"]) for line in lines if line[mark]}


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


def choose(sent: dict[str, set[str]], table: dict[str, Cost]) -> dict[str, str]:
    """By test, why it runs on PostgreSQL."""

    def seconds(test: str) -> float:
        return (table[test].seconds if test in table else 1.0) + 0.05  # its share of start and end

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


def of_web(test: str) -> bool:
    """Whether a test is one of those that PostgreSQL meets in `make proof`."""
    return test.startswith(("tests/tutela_web/", "tests/stories/"))


def add() -> int:
    """Add what chosen tests ask that were recorded on SQLite last; PostgreSQL meets them too."""
    chosen = _said("sqlite", "marked") | {
        test for test, cost in read_table().items() if cost.on_postgresql
    }
    asked = set(DIFFERENCES.read_text("utf-8").splitlines())
    for test, differences in _recorded("sqlite", "differences").items():
        asked |= differences if test in chosen else set()
    DIFFERENCES.write_text("".join(f"{line}\n" for line in sorted(asked)), "utf-8")
    return 0


def main(arguments: list[str]) -> int:
    if arguments == ["add"]:
        return add()
    if arguments != ["write"]:
        sys.exit(__doc__)
    sent, differences = _recorded("postgresql", "sent"), _recorded("sqlite", "differences")
    for_proof = _said("postgresql", "for_proof")
    sent = {test: statements for test, statements in sent.items() if test not in for_proof}
    if not sent or not differences:
        sys.exit("No statements of both databases are recorded here. Next: make proof")
    table = read_table()
    why = choose(sent, table)
    if unheard := sorted(why.keys() - differences.keys()):
        sys.exit(
            f"{len(unheard)} chosen tests, as {unheard[0]}, were not recorded on SQLite. "
            "Next: make proof-sqlite"
        )
    save_table(
        {
            test: Cost(
                cost.seconds,
                why.get(
                    test, "" if test in for_proof or test in sent or not of_web(test) else "new"
                ),
            )
            for test, cost in table.items()
        }
    )
    asked = set().union(
        *(differences.get(test, set()) for test in why.keys() | _said("sqlite", "marked"))
    )
    DIFFERENCES.write_text("".join(f"{line}\n" for line in sorted(asked)), "utf-8")
    met = set().union(*(sent[test] for test in why))
    everything = set().union(*sent.values())
    sys.stdout.write(
        f"{len(why)} of {len(sent)} tests send {len(met)} of {len(everything)} statements\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
