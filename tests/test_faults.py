"""Faults planted by lot: each is one change of one function, and no file is touched."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.faults import Fault, _function_at, _in_child, draw, replace_codes
from tutela_web.access import policy

DRAWN = draw(40, seed=7)


def test_the_same_draw_gives_the_same_faults() -> None:
    assert draw(40, seed=7) == DRAWN != draw(40, seed=8)
    assert len({fault.name for fault in DRAWN}) > 4, "of several kinds"


@pytest.mark.parametrize("fault", DRAWN[:12], ids=lambda fault: fault.function)
def test_a_fault_is_one_change_in_its_function_alone(fault: Fault) -> None:
    before, planted = ast.parse(fault.path.read_text("utf-8")), fault.planted()
    compile(ast.fix_missing_locations(planted), str(fault.path), "exec")
    functions = [
        (ast.dump(a), ast.dump(b))
        for a, b in zip(before.body, planted.body, strict=True)
        if ast.dump(a) != ast.dump(b)
    ]
    assert len(functions) == 1
    assert ast.dump(_function_at(before, fault.function, fault.path)) != ast.dump(
        _function_at(planted, fault.function, fault.path)
    )


def test_it_stands_in_the_process_that_plants_it_and_in_no_other() -> None:
    path = Path(policy.__file__)
    tree = ast.parse(path.read_text("utf-8"))
    words = next(node for node in tree.body if getattr(node, "name", "") == "_words")
    assert isinstance(words, ast.FunctionDef)
    words.body = ast.parse("return frozenset({'planted'})").body
    for node in ast.walk(words.body[0]):
        ast.copy_location(node, words)

    def plant() -> str:
        replace_codes({path: tree})
        return " ".join(policy._words("read write"))

    assert _in_child(plant) == "planted"
    assert policy._words("read write") == {"read", "write"}
