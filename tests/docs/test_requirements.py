"""What the page of requirements calls done is shown by a test that acts as a person acts."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "requirements" / "requirements.csv"
HANDS = frozenset({"sign_in", "client", "live_server", "visitor", "tell", "room", "run"})
"""Fixtures that put something into a person's hands: a browser, a gateway's address, a terminal."""
TOOLS = frozenset({"Program", "CliRunner", "Client", "main"})
"""What a test takes into its own hands: a program of the API, a command line."""
DEEDS = frozenset(
    {"get", "post", "patch", "generic", "send", "goto", "invoke", "press", "page", "fill", "record"}
)
"""What is done with them."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def done() -> list[dict[str, str]]:
    """The rows that say a person can do what is asked."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["state"] == "done"]


@cache
def functions(path: str) -> dict[str, Function]:
    """The functions of a file of tests by name."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {one.name: one for one in ast.walk(tree) if isinstance(one, Function)}


def parameters(function: Function) -> set[str]:
    return {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}


def reached(path: str, name: str) -> Iterator[Function]:
    """A test, the fixtures of its file that it asks for, and the helpers of its file it calls."""
    known, seen, ahead = functions(path), set[str](), [name]
    while ahead:
        one = ahead.pop()
        if one in seen or one not in known:
            continue
        seen.add(one)
        yield known[one]
        called = {n.id for n in ast.walk(known[one]) if isinstance(n, ast.Name)}
        ahead += [*called, *parameters(known[one])]


def acts_as_a_person(path: str, name: str) -> bool:
    """Whether a test opens a page, calls the API, sends a file or a text or gives a command, and
    looks at what comes back; one that calls verbs alone does not.

    The deed stands in the test itself or in a helper of its file; its result is asserted.
    """
    parts = list(reached(path, name))
    named = {n.id for part in parts for n in ast.walk(part) if isinstance(n, ast.Name)}
    deeds = {n.attr for part in parts for n in ast.walk(part) if isinstance(n, ast.Attribute)}
    looks = any(isinstance(n, ast.Assert) for n in ast.walk(parts[0]))
    return bool(named & (HANDS | TOOLS)) and bool(deeds & DEEDS) and looks


def test_each_done_row_names_tests_that_exist() -> None:
    rows = done()
    assert rows and [row["id"] for row in rows if not row["tests"].split()] == []
    gone = [
        (row["id"], one)
        for row in rows
        for one in row["tests"].split()
        for path, _colons, name in (one.rpartition("::"),)
        if not (ROOT / path).is_file() or name not in functions(path)
    ]
    assert gone == []


def test_each_named_test_acts_as_a_person() -> None:
    only_verbs = [
        (row["id"], one)
        for row in done()
        for one in row["tests"].split()
        if not acts_as_a_person(*one.split("::"))
    ]
    assert only_verbs == []


def test_a_test_of_verbs_alone_is_told_from_one_at_a_page() -> None:
    forum = "tests/tutela_web/fora/test_fora.py"
    assert not acts_as_a_person(forum, "test_a_forum_reports_to_another_never_to_itself")
    assert acts_as_a_person(
        forum, "test_a_seat_belongs_to_a_post_or_an_organisation_and_an_empty_post_shows"
    )
    calls = "tests/tutela/cli/test_risk_commands.py"
    assert acts_as_a_person(calls, "test_help_reads_like_a_page_of_the_manual")
