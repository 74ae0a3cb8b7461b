"""Every pattern of the product, found in its source: what laws about patterns are asked of."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

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
        if "re." not in (source := path.read_text("utf-8")):
            continue
        tree = ast.parse(source)
        calls = [*_calls(tree)]
        if not calls:
            continue
        name = ".".join(path.relative_to(SRC).with_suffix("").parts)
        module = importlib.import_module(name.removesuffix(".__init__"))
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
                found.append(Found(where, _pattern(call, module), _ways(call, names, ways)))
            except NameError:
                made.append(f"{where}: {ast.unparse(call.args[0])}")
    return found, made


def _ways_by_name() -> dict[str, set[str]]:
    """What is called on each name that stands for a pattern, in all of `src`."""
    ways: dict[str, set[str]] = {}
    for path in SRC.rglob("*.py"):
        for name, way in re.findall(r"\b([A-Z_][A-Z0-9_]+)\.(\w+)\b", path.read_text("utf-8")):
            ways.setdefault(name, set()).add(way)
    return ways


def _ways(call: ast.Call, names: dict[int, str], ways: dict[str, set[str]]) -> frozenset[str]:
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr != "compile":
        return frozenset({call.func.attr})
    used = ways.get(names.get(id(call), ""), set())
    return frozenset(used & _READS if used and used <= {*_READS, "pattern"} else {"search"})


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in _READS
        ):
            yield node


def _pattern(call: ast.Call, module: ModuleType) -> re.Pattern[str]:
    assert isinstance(call.func, ast.Attribute)
    at = {"compile": 1, "search": 2, "match": 2, "fullmatch": 2, "findall": 2, "finditer": 2}
    flags = call.args[at[call.func.attr] :] if call.func.attr in at else []
    flags += [one.value for one in call.keywords if one.arg == "flags"]
    words, flag = (
        eval(compile(ast.Expression(one), module.__name__, "eval"), vars(module))
        for one in (call.args[0], flags[0] if flags else ast.parse("0", mode="eval").body)
    )
    return re.compile(words, flag)
