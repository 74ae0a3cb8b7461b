"""Functions whose parameters say nothing of what they take: `Any`, or `object` in its place.

python -m tests.annotations          how many, and in which rooms
python -m tests.annotations list     each of them
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Loose:
    """A function, and those of its parameters that take anything."""

    path: Path
    line: int
    name: str
    parameters: tuple[str, ...]

    @property
    def room(self) -> str:
        """The room of the web house, or "core"."""
        parts = self.path.parts
        return parts[2] if parts[1] == "tutela_web" else "core"


def loose_functions(word: str = "Any", root: Path = ROOT) -> Iterator[Loose]:
    """Functions of src with a parameter in whose annotation the word stands."""
    for path in sorted((root / "src").rglob("*.py")):
        if "migrations" in path.parts or "kit" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, Function) and (found := tuple(_loose(node, word))):
                yield Loose(path.relative_to(root), node.lineno, node.name, found)


def _loose(function: Function, word: str) -> Iterator[str]:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    for one in named:
        if one is not None and one.annotation is not None and word in _words(one.annotation):
            yield f"{one.arg}: {ast.unparse(one.annotation)}"


def _words(annotation: ast.expr) -> set[str]:
    found = set()
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(re.findall(r"\w+", node.value))
    return found


if __name__ == "__main__":
    for word in ("Any", "object"):
        found = list(loose_functions(word))
        print(f"{word}: {len(found)} functions")  # noqa: T201
        for room, number in Counter(one.room for one in found).most_common():
            print(f"  {number:4} {room}")  # noqa: T201
        if sys.argv[1:] == ["list"]:
            for one in found:
                print(f"{one.path}:{one.line} {one.name}({', '.join(one.parameters)})")  # noqa: T201
