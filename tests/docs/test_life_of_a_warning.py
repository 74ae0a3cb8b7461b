"""*Life of a warning* names functions that are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/explanation/life-of-a-warning.md"
NAMED = re.compile(r"`(tutela(?:_web)?/[\w/]+\.py):(\w+)`")


def names_of(path: Path) -> set[str]:
    """What a module defines at its top: functions, classes, constants."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {one.id for one in targets if isinstance(one, ast.Name)}
    return found


def test_each_function_of_the_way_of_a_warning_is_where_the_page_says() -> None:
    named = NAMED.findall(PAGE.read_text("utf-8"))
    assert len(named) > 20
    for path, name in named:
        assert name in names_of(ROOT / "src" / path), f"{name} is not in {path}"


def test_each_file_it_names_beside_is_there() -> None:
    for path in re.findall(r"`(tests/[\w/.]+)`", PAGE.read_text("utf-8")):
        assert (ROOT / path).exists(), path
