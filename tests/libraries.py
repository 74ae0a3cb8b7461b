"""What of a module asks a library of tables for something as soon as the module is loaded."""

from __future__ import annotations

import ast

LIBRARIES = frozenset({"numpy", "polars", "shapely"})
NAMES = frozenset({"np", "pl", "shapely"})


def asks_when_loaded(source: str) -> list[str]:
    """The lines of a module's source that load a library of tables, or ask one, before anybody
    called anything of the module; what is loaded for who checks types alone does not count."""
    seen = _AtTop()
    seen.visit(ast.parse(source))
    return seen.lines


class _AtTop(ast.NodeVisitor):
    """Walks what runs when a module is loaded: no body of a function, no annotation."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def _note(self, node: ast.stmt | ast.expr) -> None:
        self.lines.append(f"{node.lineno}: {ast.unparse(node)}")

    def visit_Import(self, node: ast.Import) -> None:
        if any(alias.name.partition(".")[0] in LIBRARIES for alias in node.names):
            self._note(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if (node.module or "").partition(".")[0] in LIBRARIES:
            self._note(node)

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test) != "TYPE_CHECKING":
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        given = (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults)
        for value in filter(None, given):
            self.visit(value)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Runs when it is called."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.value, ast.Name) and node.value.id in NAMES:
            self._note(node)
        self.generic_visit(node)
