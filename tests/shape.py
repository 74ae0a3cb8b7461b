"""How much of the web house stands again in the same shape: other names, the same statements.

    python -m tests.shape [FOLDER]    shares, syntax nodes and bytes of templates, by room

A statement's shape is the statement with its names, strings and numbers replaced by one sign each,
so that two views which differ only in their record have one shape; a piece of a template (a tag, an
element, words) likewise. One counts if it lies in a run whose shapes stand again elsewhere in the
tree. How statements and pieces are broken into lines makes no difference. Imports, docstrings,
comments, migrations, closing tags and typed dictionaries, which are annotations, are left out.
Shapes measure what a declaration could say once; they are no measure of good code.
"""

from __future__ import annotations

import ast
import io
import keyword
import re
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

WEB = Path(__file__).parents[1] / "src/tutela_web"
KIT = WEB / "kit"
RUN = {"python": 5, "templates": 14}
"""So many in a row make a run: with these the tree of 20 November 2026, before its kinds of record
were declared, has about the shares that a review had found in it by lines, 17 % and 30 %."""

SIGNS = {tokenize.NAME: "N", tokenize.NUMBER: "0", tokenize.STRING: "S", tokenize.OP: ""}
PIECE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->|<[^>]*>|[^<{]+", re.DOTALL)
VALUE = re.compile(r"{%.*?%}|{{.*?}}|\"[^\"]*\"|'[^']*'|\d+", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """One statement, or piece of a template: its file, which of the file it is, its shape."""

    file: Path
    number: int
    shape: str


def python_pieces(file: Path) -> list[Piece]:
    """The statements of a module but for imports and docstrings."""
    text = file.read_text(encoding="utf-8")
    left_out = set(_lines_left_out(ast.parse(text)))
    found: list[Piece] = []
    signs: list[str] = []
    line = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NEWLINE:
            if signs and line not in left_out:
                found.append(Piece(file, len(found), " ".join(signs)))
            signs = []
        elif token.type in SIGNS:
            line = line if signs else token.start[0]
            word = keyword.iskeyword(token.string)
            signs.append(token.string if word else SIGNS[token.type] or token.string)
    return found


def _lines_left_out(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if docstring or isinstance(node, ast.Import | ast.ImportFrom):
            yield node.lineno
        elif isinstance(node, ast.ClassDef) and _is_typed_dictionary(node):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _is_typed_dictionary(node: ast.ClassDef) -> bool:
    """Whether a class only says the types of a dictionary; by its base, or that of its parent."""
    names = (ast.unparse(base) for base in node.bases)
    return any(name == "TypedDict" or name.endswith(("Input", "Options")) for name in names)


def template_pieces(file: Path) -> list[Piece]:
    """The tags of a template by their first word, its elements without values, its words."""
    found: list[Piece] = []
    for match in PIECE.finditer(file.read_text(encoding="utf-8")):
        piece = match[0].strip()
        if not piece or piece.startswith(("{#", "<!--", "</", "{% end", "{% load")):
            continue
        if piece.startswith("<"):
            shape = re.sub(r"\s+(?=>)", "", re.sub(r"\s+", " ", VALUE.sub("S", piece)))
        elif piece.startswith("{%"):
            shape = piece.split()[1]
        else:
            shape = "V" if piece.startswith("{{") else "T"
        found.append(Piece(file, len(found), shape))
    return found


def stand_again(files: Iterable[list[Piece]], run: int) -> set[Piece]:
    """The pieces that lie in a run of this length whose shapes stand again."""
    places: dict[tuple[str, ...], list[list[Piece]]] = defaultdict(list)
    for pieces in files:
        for at in range(len(pieces) - run + 1):
            places[tuple(one.shape for one in pieces[at : at + run])].append(pieces[at : at + run])
    return {one for runs in places.values() if len(runs) > 1 for pieces in runs for one in pieces}


def shares(kind: str, root: Path = WEB) -> dict[str, float]:
    """The share of each room, and of all, that stands again in the same shape.

    Takes   kind, "python" or "templates".
    """
    if kind == "python":
        modules = [path for path in _modules(root) if "migrations" not in path.parts]
        files = [python_pieces(path) for path in modules]
    else:
        files = [template_pieces(path) for path in _templates(root)]
    again = stand_again(files, RUN[kind])
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for pieces in files:
        for piece in pieces:
            for name in (piece.file.relative_to(root).parts[0], "all"):
                counts[name][0] += piece in again
                counts[name][1] += 1
    return {name: same / every for name, (same, every) in counts.items()}


def _modules(root: Path) -> list[Path]:
    """The modules of the house; those of the kit are tests."""
    return sorted(path for path in root.rglob("*.py") if KIT not in path.parents)


def _templates(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*.html") if "templates" in path.parts)


def sizes(root: Path = WEB) -> dict[str, tuple[int, int]]:
    """Of each room, and of all: syntax nodes of Python, bytes of templates."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for path in (*_modules(root), *_templates(root)):
        if path.suffix == ".html":
            counts = 0, path.stat().st_size
        elif "migrations" in path.parts:
            continue
        else:
            counts = sum(1 for _ in ast.walk(ast.parse(path.read_text(encoding="utf-8")))), 0
        for name in (path.relative_to(root).parts[0], "all"):
            found[name] = [a + b for a, b in zip(found[name], counts, strict=True)]
    return {name: (nodes, size) for name, (nodes, size) in found.items()}


def main() -> None:
    """Write a line a room, the largest first."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else WEB
    python, templates = shares("python", root), shares("templates", root)
    rows = sorted(sizes(root).items(), key=lambda row: -row[1][0])
    write = sys.stdout.write
    write(f"{'':14}{'same Python':>12}{'templates':>12}{'nodes':>10}{'bytes':>12}\n")
    for name, (nodes, size) in rows:
        same, alike = python.get(name, 0), templates.get(name, 0)
        write(f"{name:14}{same:12.1%}{alike:12.1%}{nodes:10,}{size:12,}\n")


if __name__ == "__main__":
    main()
