"""What of the web house's tests runs on PostgreSQL with each change; `make proof` runs them all.

    python -m tests.choice write     chooses anew, from the statements recorded by a whole run

Chosen are, in this order: tests marked `postgresql` (locks, conflicts, copies, jobs, imports,
exports, backup: said by hand) and all that commit; a least set of tests that together send every
statement that one database understands otherwise than another (locked rows, ON CONFLICT, JSON,
full text, LIKE, upper case, casts); then the tests that add most other statements a second, until
COVERED of all are sent; one of each room at least. A test the table does not know yet is new: it
runs there until the next recording.

Recording: `TUTELA_STATEMENTS=1`, as `make proof` sets it for its run on PostgreSQL.
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

from tests.costs import Cost, group_of, read_table, save_table, test_of

STATEMENTS = Path(__file__).parents[1] / "build/statements"
QUICK = 0.04
"""Processor seconds of a web test that `make unit` runs."""
COVERED = 0.9
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


class Statements:
    """Notes the distinct statements of each test in build/statements, one file a worker."""

    def __init__(self, worker: str) -> None:
        STATEMENTS.mkdir(parents=True, exist_ok=True)
        self.file = STATEMENTS / f"{worker}.jsonl"
        self.file.write_text("")
        self.sent: set[str] = set()

    def pytest_sessionstart(self) -> None:
        from django.db.backends.utils import CursorWrapper

        def noting(execute: Callable[..., Any]) -> Callable[..., Any]:
            def noted(cursor: Any, sql: Any, *args: Any, **kwargs: Any) -> Any:
                self.sent.add(str(sql))
                return execute(cursor, sql, *args, **kwargs)

            return noted

        CursorWrapper.execute = noting(CursorWrapper.execute)  # type: ignore[method-assign]
        CursorWrapper.executemany = noting(CursorWrapper.executemany)  # type: ignore[method-assign]

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.sent.clear()
        yield
        line = {"test": item.nodeid, "sent": sorted({shorten(sql) for sql in self.sent})}
        with self.file.open("a") as file:
            file.write(json.dumps(line) + "\n")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--chosen", action="store_true", help="only what runs on PostgreSQL")
    parser.addoption("--quick", action="store_true", help="the core, and web tests in a moment")


def pytest_configure(config: pytest.Config) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    alone = not getattr(config.option, "numprocesses", None)
    if os.environ.get("TUTELA_STATEMENTS") and (worker or alone):
        config.pluginmanager.register(Statements(worker or "alone"))


def is_chosen(item: pytest.Item, table: dict[str, Cost]) -> bool:
    """Whether a test runs on PostgreSQL with each change."""
    if item.get_closest_marker("browser") or item.get_closest_marker("once"):
        return False
    if item.get_closest_marker("postgresql"):
        return True
    asks = item.get_closest_marker("django_db")
    if asks is not None and asks.kwargs.get("transaction"):
        return True
    known = table.get(test_of(item.nodeid))
    return known is None or bool(known.on_postgresql)


def is_quick(item: pytest.Item, table: dict[str, Cost]) -> bool:
    """Whether `make unit` runs a test: of the core, or a web test of QUICK seconds at most."""
    if item.get_closest_marker("slow"):
        return False
    known = table.get(test_of(item.nodeid))
    return group_of(item.nodeid)[0] == "core" or (known is not None and known.seconds <= QUICK)


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


def _sent() -> dict[str, set[str]]:
    """The distinct statements of each test, its parameters together."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in STATEMENTS.glob("*.jsonl"):
        for line in map(json.loads, file.read_text().splitlines()):
            found[test_of(line["test"])].update(line["sent"])
    return dict(found)


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
        if not why.keys() & set(tests):
            why[max(tests, key=lambda test: len(sent[test]))] = "story"
    return why


def main(arguments: list[str]) -> int:
    if arguments != ["write"]:
        sys.exit(__doc__)
    sent = _sent()
    if not sent:
        sys.exit("No statements are recorded here. Next: make proof")
    table = read_table()
    why = choose(sent, table)
    save_table({test: Cost(cost.seconds, why.get(test, "")) for test, cost in table.items()})
    met = set().union(*(sent[test] for test in why))
    everything = set().union(*sent.values())
    sys.stdout.write(
        f"{len(why)} of {len(sent)} tests send {len(met)} of {len(everything)} statements\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
