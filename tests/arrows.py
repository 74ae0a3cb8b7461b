"""What a change can break: the tests to which an arrow leads from a changed file.

An arrow leads from a test to the product

    by import        what the test file imports, and the modules of tests it imports; what these
                     modules of the product import in turn
    by address       the views behind addresses and names of addresses that it writes down
    by folder        a file that writes down addresses nobody can resolve, or none at all, is led to
                     all pages of the room whose folder it stands in
    by registration  what a room gives to a room below at start (`apps.py`, `connect`), counted in
                     both directions: who reads the list below meets what was put into it

Data lead to the modules that name them: a template to the views, templates and panels that show it,
a table to the modules that read it, else to all modules beside it; `arrows.csv` says where other
files of the tree lead. What no rule maps leads to every test.

The scene of the tests (SCENE: the cast, what is planted) is not looked through: every test stands
on it, and it leads to every test itself.
"""

from __future__ import annotations

import ast
import csv
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import Any

import grimp

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src"
RULES = Path(__file__).parent / "arrows.csv"
SCENE = re.compile(r"tests\.tutela_web\.(cast|make|planted\w*|filled|conftest)$")
"""Modules of tests that set the scene for all."""
BELOW_ALL = {"base", "look", "channels", "access", "records", "plugins"}
"""Rooms that every page stands on: what is registered there is met by their own tests alone."""
ANY = "*"
"""A part of an address that stands for anything."""


def module_name(path: Path) -> str:
    """The name a file of the tree is imported by.

    >>> module_name(ROOT / "src/tutela/base/ids.py"), module_name(ROOT / "tests/arrows.py")
    ('tutela.base.ids', 'tests.arrows')
    """
    start = SRC if path.is_relative_to(SRC) else ROOT
    parts = path.relative_to(start).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """The room of a module of the product.

    >>> room_of("tutela_web.risk.own.queries")
    'risk'
    """
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def words_of(address: str) -> tuple[str, ...]:
    """The parts of an address between its strokes, without what is asked of it.

    >>> words_of("/m/luma/alerts/?page=2")
    ('m', 'luma', 'alerts')
    """
    return tuple(part for part in re.split(r"[?#]", address)[0].split("/") if part)


@functools.cache
def _pattern(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*|\*)", pattern)
    kinds = {"**": ".*", "*": "[^/]*"}
    return re.compile("".join(kinds.get(part, re.escape(part)) for part in parts))


def fits(path: str, pattern: str) -> bool:
    """Whether a path fits a pattern, in which `*` stands for anything within a folder and `**` for
    anything.

    >>> fits("tests/costs.py", "tests/*.py"), fits("tests/docs/test_pages.py", "tests/*.py")
    (True, False)
    >>> fits("docs/adr/0001-a.md", "docs/**")
    True
    """
    return _pattern(pattern).fullmatch(path) is not None


@dataclass
class Written:
    """What a test file writes down: modules it imports, addresses, names of addresses."""

    imports: set[str] = field(default_factory=set)
    addresses: set[tuple[str, ...]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    unresolved: bool = False


NAME_OF_ADDRESS = re.compile(r"[a-z_]+(:[a-z_]+)+$")
ADDRESS = re.compile(r"/[^\s<>\"'{}]*$")


def read_test(path: Path) -> Written:
    """What a module of tests writes down."""
    written = Written()
    tree = ast.parse(path.read_bytes())
    package = module_name(path).rpartition(".")[0]
    parts_of_strings: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            written.imports |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join(filter(None, [package, base]))
            written.imports |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.JoinedStr):
            parts_of_strings |= {id(part) for part in node.values}
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else ANY for part in node.values
            )
            if text.startswith(ANY) and "/" in text:
                written.unresolved = True
            elif ADDRESS.match(text):
                written.addresses.add(words_of(text))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            if id(node) in parts_of_strings:
                continue
            if NAME_OF_ADDRESS.match(text):
                written.names.add(text)
            elif len(text) > 1 and ADDRESS.match(text):
                written.addresses.add(words_of(text))
    return written


def modules_behind(view: Any) -> set[str]:
    """Modules of the product that an answering function is made of: its own, those of what it
    wraps, of the kind or act that it serves."""
    found: set[str] = set()
    seen: set[int] = set()

    def look(thing: Any, depth: int) -> None:
        if id(thing) in seen or depth > 6:
            return
        seen.add(id(thing))
        module = getattr(thing, "__module__", None)
        if isinstance(module, str) and module.startswith("tutela"):
            found.add(module)
        if isinstance(thing, functools.partial):
            for part in (thing.func, *thing.args, *thing.keywords.values()):
                look(part, depth + 1)
        elif isinstance(thing, FunctionType):
            for cell in thing.__closure__ or ():
                look(cell.cell_contents, depth + 1)
            look(getattr(thing, "view_class", None), depth + 1)
        elif type(thing).__name__ in {"RecordKind", "Act", "Target"}:
            for part in vars(thing).values():
                if callable(part) or type(part).__name__ in {"RecordKind", "Act", "Target"}:
                    look(part, depth + 1)
        elif type(thing).__name__ == "PathView":  # of the API
            for operation in thing.operations:
                look(operation.view_func, depth + 1)
        elif hasattr(thing, "__self__"):
            look(thing.__self__, depth + 1)

    look(view, 0)
    return found


@dataclass(frozen=True)
class Route:
    """An address that is answered: its parts, its name, the modules that answer, its text."""

    words: tuple[str, ...]
    name: str
    modules: frozenset[str]
    text: str


def all_routes() -> list[Route]:
    """Every address of the platform; needs Django set up."""
    from django.urls import URLResolver, get_resolver

    found: list[Route] = []

    def walk(patterns: Any, prefix: str, space: str) -> None:
        for entry in patterns:
            text = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                inner = f"{space}{entry.namespace}:" if entry.namespace else space
                walk(entry.url_patterns, text, inner)
                continue
            filled = re.sub(r"<[^>]*>|\(\?P?<?.*\)", ANY, re.sub(r"[\^$]|\\Z", "", text))
            name = f"{space}{entry.name}" if entry.name else ""
            answering = frozenset(modules_behind(entry.callback))
            found.append(Route(words_of(f"/{filled}"), name, answering, text))

    walk(get_resolver().url_patterns, "", "")
    return found


def likeness(route: tuple[str, ...], asked: tuple[str, ...]) -> int:
    """How many parts of an address stand in a route as they are, where it may be one of its; -1
    where it may not.

    >>> likeness(("m", "*", "alerts", "*"), ("m", "luma", "alerts", "*"))
    3
    >>> likeness(("m", "*", "alerts", "new"), ("m", "luma", "risks", "*"))
    -1
    """
    if len(route) != len(asked):
        return -1
    alike = 0
    for mine, theirs in zip(route, asked, strict=True):
        if mine == theirs:
            alike += 1
        elif mine != ANY and ANY not in theirs:
            return -1
    return alike


class Arrows:
    """The arrows of one tree, found once."""

    def __init__(self, routes: list[Route] | None = None) -> None:
        self.graph = grimp.build_graph("tutela", "tutela_web", cache_dir=None)
        self.modules = sorted(self.graph.modules)
        self.number = {module: n for n, module in enumerate(self.modules)}
        self.routes = routes if routes is not None else all_routes()
        self._by_length: dict[int, list[Route]] = defaultdict(list)
        for route in self.routes:
            self._by_length[len(route.words)].append(route)

    # ---- the product ----

    @cached_property
    def below(self) -> list[int]:
        """By module, itself and all modules it imports, directly or not, as bits."""
        direct = [
            [self.number[other] for other in self.graph.find_modules_directly_imported_by(module)]
            for module in self.modules
        ]
        found = [1 << n for n in range(len(self.modules))]
        grows = True
        while grows:
            grows = False
            for n, others in enumerate(direct):
                bits = found[n]
                for other in others:
                    bits |= found[other]
                if bits != found[n]:
                    found[n], grows = bits, True
        return found

    def bits(self, modules: Iterable[str]) -> int:
        """Modules as bits; what is no module counts nothing."""
        bits = 0
        for module in modules:
            number = self.number.get(module)
            if number is not None:
                bits |= 1 << number
        return bits

    def closure(self, modules: Iterable[str]) -> int:
        """Modules and all they import, as bits."""
        bits = 0
        for module in modules:
            number = self.number.get(module)
            if number is not None:
                bits |= self.below[number]
        return bits

    @cached_property
    def registered(self) -> list[tuple[str, int]]:
        """Each module that holds a list filled from above, and the features that fill it."""
        found: dict[str, set[str]] = defaultdict(set)
        for path in sorted(SRC.glob("tutela_web/*/apps.py")):
            for holder, own in self._registrations(path):
                found[holder].add(own)
        return [(holder, self._features(modules)) for holder, modules in sorted(found.items())]

    def _registrations(self, path: Path) -> Iterator[tuple[str, str]]:
        """Of an apps.py, a module of another room, and the one of its own that it is filled from:
        both stand in one statement, or the own one's `connect` names the other."""
        tree, room = ast.parse(path.read_bytes()), path.parent.name
        source = self._sources(tree)
        for statement in ast.walk(tree):
            if not isinstance(statement, ast.Expr | ast.Assign | ast.For):
                continue
            modules = self._named(statement, source)
            own = {module for module in modules if room_of(module) == room}
            for module in own:
                others = modules - own
                if not others and (file := self.file_of(module)) is not None:
                    others = self._connected(file)
                yield from ((other, module) for other in others if room_of(other) != room)

    def _sources(self, tree: ast.Module) -> dict[str, str]:
        """By the name that a module uses, the module that it comes from."""
        found: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    module = whole if whole in self.number else node.module
                    if module in self.number:
                        found[alias.asname or alias.name] = module
        return found

    @staticmethod
    def _named(node: ast.AST, source: dict[str, str]) -> set[str]:
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        return {source[name] for name in names if name in source}

    def _connected(self, path: Path) -> set[str]:
        """Modules whose names stand in a module's function `connect`."""
        tree = ast.parse(path.read_bytes())
        source = self._sources(tree)
        connects = (
            node
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and node.name == "connect"
        )
        return set().union(*(self._named(node, source) for node in connects))

    def _features(self, modules: Iterable[str]) -> int:
        """The modules of the features that modules stand in, as bits."""
        folders = {module.rpartition(".")[0] for module in modules if module.count(".") > 2}
        bits = self.bits(modules)
        for module, number in self.number.items():
            if module.rpartition(".")[0] in folders:
                bits |= 1 << number
        return bits

    def file_of(self, module: str) -> Path | None:
        """The file of a module of the product."""
        path = SRC / Path(*module.split("."))
        for candidate in (path.with_suffix(".py"), path / "__init__.py"):
            if candidate.exists():
                return candidate
        return None

    # ---- the tests ----

    @cached_property
    def test_files(self) -> list[Path]:
        """Files that hold tests; those of docstrings are the modules themselves."""
        return sorted(
            path for path in ROOT.glob("tests/**/test_*.py") if "__pycache__" not in path.parts
        )

    @functools.cache  # noqa: B019 - one object a run
    def written(self, path: Path) -> Written:
        """What a module of tests writes down."""
        return read_test(path)

    def helpers(self, path: Path) -> set[Path]:
        """The modules of tests that a file imports, directly or not, but for the scene."""
        found: set[Path] = set()
        wanted = [path]
        while wanted:
            current = wanted.pop()
            for name in self.written(current).imports:
                if not name.startswith("tests.") or SCENE.match(name):
                    continue
                file = (ROOT / Path(*name.split("."))).with_suffix(".py")
                if file.exists() and file not in found and file != path:
                    found.add(file)
                    wanted.append(file)
        return found

    def answering(self, written: Written) -> tuple[set[str], bool]:
        """Modules that answer at the addresses of a file; whether some could not be resolved."""
        modules: set[str] = set()
        unresolved = written.unresolved
        for address in written.addresses:
            alike = [(likeness(r.words, address), r) for r in self._by_length[len(address)]]
            best = max((score for score, _route in alike), default=-1)
            if best >= 0:  # the routes that are most like it, not all that it might be
                modules.update(*(route.modules for score, route in alike if score == best))
            elif address and any(r.words[: len(address)] == address for r in self.routes):
                unresolved = True
        for name in written.names:
            modules.update(*(route.modules for route in self.routes if route.name == name))
        return modules, unresolved

    @cached_property
    def reached(self) -> dict[Path, int]:
        """By test file, the modules of the product to which an arrow leads, as bits."""
        return {path: self._reached(path) for path in self.test_files}

    def _reached(self, path: Path) -> int:
        parts = path.relative_to(ROOT).parts
        imported: set[str] = set()
        answering: set[str] = set()
        unresolved = False
        for file in {path, *self.helpers(path)}:
            written = self.written(file)
            imported |= written.imports
            answers, some_unresolved = self.answering(written)
            answering |= answers
            unresolved = unresolved or some_unresolved
        room = parts[2] if len(parts) > 3 and parts[1] in {"tutela", "tutela_web"} else ""
        if room and parts[1] == "tutela_web" and (unresolved or not answering):
            answering |= {f"tutela_web.{room}.urls", f"tutela_web.{room}.api"}
        if room and parts[1] == "tutela":
            answering.add(f"tutela.{room}")
        bits = self.closure(imported | answering)
        visited = {room_of(module) for module in answering} - (BELOW_ALL - {room})
        if parts[1] == "tutela_web":
            visited.add(room)
        for holder, features in self.registered:
            if room_of(holder) in visited and bits >> self.number[holder] & 1:
                bits |= features
        return bits

    # ---- from a change to the tests ----

    @cached_property
    def _texts(self) -> dict[str, str]:
        """By module of the product, its text."""
        found = {}
        for module in self.modules:
            path = self.file_of(module)
            if path is not None:
                found[module] = path.read_text("utf-8")
        return found

    @cached_property
    def _templates(self) -> dict[str, str]:
        """By the name it is rendered under, the text of each template."""
        found = {}
        for path in SRC.glob("*/*/templates/**/*"):
            if path.is_file():
                found[path.as_posix().partition("/templates/")[2]] = path.read_text("utf-8")
        return found

    def _modules_naming(self, word: str) -> set[str]:
        return {module for module, text in self._texts.items() if word in text}

    def modules_showing(self, template: str) -> set[str] | None:
        """Modules that render a template, or one that holds it; None where nobody names it."""
        wanted, seen, found = [template], {template}, set()
        while wanted:
            name = wanted.pop()
            marks = [name]
            if name.startswith("cotton/"):
                component = name.removeprefix("cotton/").removesuffix(".html")
                marks = ["<c-" + component.replace("/", ".").replace("_", "-"), name]
            found |= self._modules_naming(f'"{name}"')
            for other, text in self._templates.items():
                if other not in seen and any(mark in text for mark in marks):
                    seen.add(other)
                    wanted.append(other)
        return found or None

    def modules_of(self, path: str) -> set[str] | None:
        """Modules of the product that a changed file below src changes; None for all of them."""
        file = ROOT / path
        if file.suffix == ".py":
            module = module_name(file)
            if module in self.number:
                return {module}
            return None if "/migrations/" not in path else set()
        if "/templates/" in path:
            return self.modules_showing(path.partition("/templates/")[2])
        naming = self._modules_naming(f'"{file.name}"') or self._modules_naming(f"/{file.name}")
        if naming:
            return naming
        parts = file.relative_to(SRC).parts
        while len(parts) > 2:
            parts = parts[:-1]
            package = ".".join(parts)
            if package in self.number:
                return {
                    module
                    for module in self.modules
                    if module == package or module.startswith(f"{package}.")
                }
        return None

    def led_to(self, paths: Iterable[str]) -> tuple[set[Path] | None, dict[str, str]]:
        """Test files, and modules with docstrings, to which changed files lead.

        Takes   paths of changed, new or deleted files below the root.
        Gives   the files, None where some path leads to every test; by path, where it leads.
        """
        files: set[Path] = set()
        modules: set[str] = set()
        why: dict[str, str] = {}
        everything = False
        for path in paths:
            rule = rule_of(path)
            if rule is not None and rule.leads_to == "everything":
                why[path], everything = f"every test: {rule.reason}", True
            elif rule is not None:
                files |= set(rule.tests())
                why[path] = rule.reason
            elif path.startswith("tests/"):
                found = self.tests_of_helper(ROOT / path)
                why[path] = "every test: no rule" if found is None else "tests that import it"
                everything = everything or found is None
                files |= found or set()
            elif path.startswith("src/"):
                changed = self.modules_of(path)
                why[path] = "every test: no rule" if changed is None else "its modules"
                everything = everything or changed is None
                modules |= changed or set()
            else:
                named = self.tests_naming(path)
                why[path] = "tests that name it" if named else "every test: no rule"
                everything = everything or not named
                files |= named
        if everything:
            return None, why
        bits = self.bits(modules)
        files |= {path for path, reached in self.reached.items() if reached & bits}
        for module, number in self.number.items():
            if self.below[number] & bits and (file := self.file_of(module)) is not None:
                files.add(file)  # its docstring
        return files, why

    def routes_led_to(self, paths: Iterable[str]) -> set[str]:
        """The routes, by their texts, whose answer a change of these files can change."""
        changed = [self.modules_of(path) for path in paths if path.startswith("src/")]
        bits = self.bits(set().union(*(modules or set() for modules in changed)))
        features = [(holder, bits & own) for holder, own in self.registered]
        for holder, filled in features:  # who shows what a room above filled in
            if filled:
                bits |= 1 << self.number[holder]
        return {route.text for route in self.routes if self.closure(route.modules) & bits}

    def tests_of_helper(self, path: Path) -> set[Path] | None:
        """Test files that a changed file below tests leads to; None for all."""
        if path.name.startswith("test_"):
            return {path} if path.exists() else set()
        if path.name == "conftest.py" and len(path.relative_to(ROOT).parts) > 3:
            return {file for file in self.test_files if path.parent in file.parents}
        if path.suffix == ".py" and SCENE.match(module_name(path)) is None:
            users = {file for file in self.test_files if path in self.helpers(file)}
            return users or None
        if path.suffix == ".py":
            return None
        return self.tests_naming(str(path.relative_to(ROOT))) or None

    def tests_naming(self, path: str) -> set[Path]:
        """Test files that name a file of the tree, or a folder of it that they read whole."""
        name = path.rpartition("/")[2]
        folder = path.rpartition("/")[0]
        found = set()
        for file in self.test_files:
            for part in {file, *self.helpers(file)}:
                text = part.read_text("utf-8")
                if f'"{name}"' in text or path in text or (folder and f'"{folder}"' in text):
                    found.add(file)
        return found


@dataclass(frozen=True)
class Rule:
    """A row of arrows.csv: which files lead where, and why."""

    pattern: str
    leads_to: str
    reason: str

    def tests(self) -> Iterator[Path]:
        """The test files that the rule names."""
        for part in self.leads_to.split():
            for path in ROOT.glob(part):
                yield from sorted(path.rglob("test_*.py")) if path.is_dir() else [path]


def rule_of(path: str) -> Rule | None:
    """The row of arrows.csv that says where a file leads, if one does."""
    return next((rule for rule in read_rules() if fits(path, rule.pattern)), None)


def leads_everywhere(paths: Iterable[str]) -> dict[str, str]:
    """Files of a change that lead to every test by a row of arrows.csv, and why."""
    rules = {path: rule_of(path) for path in paths}
    return {
        path: f"every test: {rule.reason}"
        for path, rule in rules.items()
        if rule is not None and rule.leads_to == "everything"
    }


@functools.cache
def read_rules() -> tuple[Rule, ...]:
    """The rows of arrows.csv; the first that fits a path counts."""
    with RULES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return tuple(Rule(row["files"], row["leads_to"], row["reason"]) for row in rows)
