"""Every pattern of the product, found in its source: what laws about patterns are asked of.

Those that are made when they are called for are seen while the examples of their modules run:
`python -m tests.patterns`, in a process of its own, for what was made before is not made again.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from tutela.base.guards.patterns import Rewriting

SRC = Path(__file__).parents[1] / "src"
_READS = {
    "compile",
    "search",
    "match",
    "fullmatch",
    "split",
    "findall",
    "finditer",
    "sub",
    "subn",
}


@dataclass(frozen=True)
class Found:
    """A pattern, where it stands, and how it is used."""

    where: str
    pattern: re.Pattern[str]
    ways: frozenset[str]
    """The methods called on it; search, which all others come to, where nobody can tell."""


def every_pattern() -> tuple[list[Found], list[str]]:
    """All patterns of `src`, and where one is made of what only its call knows.

    The words of a pattern are read where they stand, with the names of their module.
    """
    found: list[Found] = []
    made: list[str] = []
    ways = _ways_by_name()
    for path in sorted(SRC.rglob("*.py")):
        source = path.read_text("utf-8")
        if "re." not in source and "gate(" not in source:
            continue
        tree = ast.parse(source)
        calls = [*_calls(tree)]
        if not calls:
            continue
        name = ".".join(path.relative_to(SRC).with_suffix("").parts)
        module = importlib.import_module(name.removesuffix(".__init__"))
        found += [
            Found(f"{path.relative_to(SRC)}: {of}", re.compile(step.pattern), frozenset({"sub"}))
            for of, rewriting in vars(module).items()
            if isinstance(rewriting, Rewriting)
            for step, _instead in rewriting.steps
        ]
        names = {
            id(node.value): target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in calls:
            where = f"{path.relative_to(SRC)}:{call.lineno}"
            try:
                pattern = _pattern(call, module)
            except NameError:
                made.append(f"{where}: {ast.unparse(call.args[0])}")
                continue
            if isinstance(pattern.pattern, str):  # of bytes are those that read a workbook's parts
                found.append(Found(where, pattern, _ways(call, names, ways)))
    return found, made


def _ways_by_name() -> dict[str, set[str]]:
    """What is called on each name that stands for a pattern, in all of `src`."""
    ways: dict[str, set[str]] = {}
    for path in SRC.rglob("*.py"):
        for name, way in re.findall(r"\b([A-Z_][A-Z0-9_]+)\.(\w+)\b", path.read_text("utf-8")):
            ways.setdefault(name, set()).add(way)
    return ways


def _ways(call: ast.Call, names: dict[int, str], ways: dict[str, set[str]]) -> frozenset[str]:
    if (way := _way(call)) != "compile":
        return frozenset({way})
    used = ways.get(names.get(id(call), ""), set())
    return frozenset(used & _READS if used and used <= {*_READS, "pattern"} else {"search"})


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _way(node):
            yield node


def _way(call: ast.Call) -> str:
    """How a call reads a pattern, or that it compiles one, with a gate before it or without."""
    if isinstance(call.func, ast.Name):
        return "compile" if call.func.id == "gate" else ""
    if not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        return ""
    return call.func.attr if call.func.value.id == "re" and call.func.attr in _READS else ""


def _pattern(call: ast.Call, module: ModuleType) -> re.Pattern[str]:
    way = _way(call)
    at = {"compile": 1, "search": 2, "match": 2, "fullmatch": 2, "findall": 2, "finditer": 2}
    flags = call.args[at[way] :] if way in at else []
    flags += [one.value for one in call.keywords if one.arg == "flags"]
    words, flag = (
        eval(compile(ast.Expression(one), module.__name__, "eval"), vars(module))
        for one in (call.args[0], flags[0] if flags else ast.parse("0", mode="eval").body)
    )
    return re.compile(words, flag)


@cache
def patterns_made() -> tuple[list[Found], list[str]]:
    """Patterns made when they are called for, and where some are made that no example calls for."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.patterns"],
        capture_output=True,
        check=True,
        cwd=SRC.parent,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tutela_web.settings"},
    )
    seen = json.loads(told.stdout)
    return [
        Found(where, re.compile(words, flags), frozenset({way}))
        for where, way, words, flags in seen["made"]
    ], seen["unseen"]


def _tell_patterns_made() -> None:
    made: dict[tuple[str, int], tuple[str, str]] = {}
    compiles = vars(re)["_compile"]

    def note(words: Any, flags: int) -> Any:
        way = sys._getframe(1).f_code.co_name
        frame = sys._getframe(2)
        if frame.f_code.co_filename.startswith(str(SRC)) and isinstance(words, str):
            path = Path(frame.f_code.co_filename).relative_to(SRC)
            made.setdefault((words, int(flags)), (f"{path}:{frame.f_lineno}", way))
            lines.add(f"{path}:{frame.f_lineno}")
        return compiles(words, flags)

    lines: set[str] = set()
    vars(re)["_compile"] = note
    django.setup()
    found, at = every_pattern()
    for path in {one.split(":")[0] for one in at}:
        module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
        with redirect_stdout(sys.stderr):
            doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    known = {one.pattern.pattern for one in found}
    told = [[*where, *words] for words, where in made.items() if words[0] not in known]
    unseen = [one for one in at if not _is_near(one, lines)]
    sys.stdout.write(json.dumps({"made": told, "unseen": unseen}))


def _is_near(call: str, lines: set[str]) -> bool:
    """Whether the line of a call, or one of those it goes on, was seen."""
    path, line = call.split(":")[:2]
    return any(f"{path}:{int(line) + on}" in lines for on in range(-1, 4))


if __name__ == "__main__":
    import django

    _tell_patterns_made()
