"""Whoever says "not now" has held what they rule on: else two at once are both told yes.

What a record is held by: docs/adr/0036-verbs-hold-before-they-rule.md.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src/tutela_web"
HOLDS = ("hold", "lock", "select_for_update", "update")
"""How the names of functions begin that hold a row, or change it only where it stands so still."""
RULES_ON_NO_ROW = {
    "correct_hotspot": "asks whether anything is assessed; corrections are only added",
    "record_loss": "asks whether anybody speaks to headquarters; who holds a post is not held",
}


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions that are a transaction of their own, each by its place."""
    for path in sorted(SOURCE.rglob("*.py")):
        if {"migrations", "demo"} & {*path.parts}:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                ast.unparse(one).startswith("transaction.atomic") for one in node.decorator_list
            ):
                yield f"{path.relative_to(SOURCE)}:{node.name}", node


def name_called(call: ast.expr) -> str:
    return ast.unparse(call).rpartition(".")[2].lstrip("_")


def refuses_unheld(verb: ast.FunctionDef) -> bool:
    """Whether a verb says "not now" before it holds anything."""
    calls = [one for one in ast.walk(verb) if isinstance(one, ast.Call)]
    held = [one.lineno for one in calls if name_called(one.func).startswith(HOLDS)]
    refused = [
        one.lineno
        for one in ast.walk(verb)
        if isinstance(one, ast.Raise)
        and isinstance(one.exc, ast.Call)
        and name_called(one.exc.func) == "NotNow"
    ]
    return bool(refused) and min(refused) < min(held, default=min(refused) + 1)


def test_a_verb_holds_what_it_rules_on_before_it_says_not_now() -> None:
    wrong = [
        place
        for place, verb in functions()
        if refuses_unheld(verb) and verb.name not in RULES_ON_NO_ROW
    ]
    assert wrong == [], "Next: @one_at_a_time(hold), or hold what is ruled on first"


def test_a_verb_that_rules_before_it_holds_is_found() -> None:
    early, late = (
        ast.parse(f"def verb(row):\n    {first}\n    {then}").body[0]
        for first, then in (
            ("if row.ended: raise NotNow('ended')", "row = hold(row)"),
            ("row = hold(row)", "if row.ended: raise NotNow('ended')"),
        )
    )
    assert isinstance(early, ast.FunctionDef) and isinstance(late, ast.FunctionDef)
    assert refuses_unheld(early) and not refuses_unheld(late)


def test_rows_are_held_without_their_key() -> None:
    """What only names a row need not wait for it: a report need not wait for who holds its alert,
    and two who hold and name crosswise do not end in a deadlock."""
    wrong = [
        f"{path.relative_to(SOURCE)}:{call.lineno}"
        for path in sorted(SOURCE.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith(".select_for_update")
        and not any(one.arg == "no_key" for one in call.keywords)
    ]
    assert wrong == []
