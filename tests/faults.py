"""Faults planted on purpose in verbs, queries and the policy: do the tests that run find them?

    TUTELA_REACHED=1 pytest ...            notes which functions each test reaches, in build/reached
    pytest --plant 60 --draw 1 tests       plants sixty faults of draw 1, one after the other

A fault is a patch of the syntax tree of one function, put into a forked process in the place of its
code, so that no file changes. Of each fault those tests run that reach its function: first those
that run after a change to its file (tests/deferral.py), then those that would wait. Each stops at
its first failure. build/faults.csv says what was caught by what; a fault that only tests that wait
catch fails the run, for then an arrow is missing.
"""

from __future__ import annotations

import ast
import builtins
import copy
import csv
import gc
import importlib
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol

from tests.arrows import module_name
from tests.deferral import choose_for

ROOT = Path(__file__).parents[1]
WEB = ROOT / "src/tutela_web"
REACHED = ROOT / "build/reached"
"""By worker, a line a test: which functions it reached."""
RESULTS = ROOT / "build/faults.csv"
PATIENCE = 120.0
"""Processor seconds of tests for one fault; what is not caught by then counts as not caught."""


def target_files() -> list[Path]:
    """Modules that faults are planted in: verbs, queries, and who may see and do what."""
    found = [
        path
        for path in WEB.rglob("*.py")
        if path.stem.endswith(("verbs", "queries")) and "migrations" not in path.parts
    ]
    return sorted({*found, *(WEB / "access").glob("policy*.py")})


def codes_of(code: CodeType) -> Iterator[CodeType]:
    """A code object and all that stand in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_of(constant)


def function_name(path: Path, node: ast.FunctionDef) -> str:
    """What a function is called in recordings: its file and its line.

    >>> function_name(ROOT / "src/a.py", ast.parse("def f(): pass").body[0])
    'src/a.py:1'
    """
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def replace_codes(trees: dict[Path, ast.Module]) -> int:
    """Put changed modules into the functions that live; gives how many took their code.

    Functions are found by what they are, not by their names: those wrapped by decorators live in
    closures alone.
    """
    live: dict[str, list[FunctionType]] = defaultdict(list)
    gc.unfreeze()
    for thing in gc.get_objects():
        if type(thing) is FunctionType:  # isinstance would wake lazy objects
            live[thing.__code__.co_filename].append(thing)
    taken = 0
    for path, tree in trees.items():
        compiled = compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True)
        changed = {(code.co_qualname, code.co_firstlineno): code for code in codes_of(compiled)}
        for function in live[str(path)]:
            old = function.__code__
            new = changed.get((old.co_qualname, old.co_firstlineno))
            if new is not None and new.co_freevars == old.co_freevars:
                function.__code__ = new
                taken += 1
    return taken


# ---- which test reaches what ----


class _Marked(ast.NodeTransformer):
    """Lets each function say that it was reached."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        says = ast.parse(f"__reached__({function_name(self.path, node)!r})").body
        for made in ast.walk(says[0]):
            ast.copy_location(made, node.body[0])
        has_docstring = ast.get_docstring(node, clean=False) is not None and len(node.body) > 1
        first = 1 if has_docstring else 0
        node.body[first:first] = says
        return node


class Reach:
    """Notes which functions each test reaches, one file a worker."""

    def __init__(self, worker: str) -> None:
        REACHED.mkdir(parents=True, exist_ok=True)
        self.file = REACHED / f"{worker}.jsonl"
        self.file.write_text("")
        self.reached: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self) -> None:
        builtins.__reached__ = self.reached.add  # type: ignore[attr-defined]
        trees = {}
        for path in target_files():
            importlib.import_module(module_name(path))
            trees[path] = _Marked(path).visit(ast.parse(path.read_text("utf-8"), str(path)))
        replace_codes(trees)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.reached.clear()
        yield
        line = {"test": item.nodeid, "reached": sorted(self.reached.copy())}
        with self.file.open("a") as file:
            file.write(json.dumps(line) + "\n")


def reaching() -> dict[str, set[str]]:
    """By function, the tests that reached it when that was recorded last."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in REACHED.glob("*.jsonl"):
        for line in map(json.loads, file.read_text().splitlines()):
            for function in line["reached"]:
                found[function].add(line["test"])
    return dict(found)


# ---- faults ----

COMPARED = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
NARROWS = {"filter", "exclude", "select_for_update"}


def _changed(node: ast.AST) -> tuple[str, ast.AST] | None:
    """What stands in the place of a node in a faulty program, and what that is called."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            made = copy.deepcopy(node)
            made.ops = [COMPARED[type(op)]()]
            return "the comparison turned round", made
        case ast.BoolOp(op=op):
            made = copy.deepcopy(node)
            made.op = ast.Or() if isinstance(op, ast.And) else ast.And()
            return "and for or", made
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return "not left out", copy.deepcopy(operand)
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in NARROWS:
            return f"{attr} left out", copy.deepcopy(value)
        case ast.If(test=test) | ast.IfExp(test=test):
            made = copy.deepcopy(node)
            made.test = ast.UnaryOp(op=ast.Not(), operand=copy.deepcopy(test))
            return "the condition turned round", made
        case ast.Expr(value=ast.Call()):
            return "the statement left out", ast.Pass()
        case ast.Constant(value=bool() as value):
            return "yes for no", ast.Constant(value=not value)
        case ast.Constant(value=int() as value):
            return "one more", ast.Constant(value=value + 1)
        case ast.BinOp(op=ast.Add()):
            made = copy.deepcopy(node)
            made.op = ast.Sub()
            return "less for more", made
    return None


@dataclass(frozen=True)
class Fault:
    """One fault: the function, which of the nodes that can be changed, what it is called."""

    path: Path
    function: str
    line: int
    number: int
    name: str

    def planted(self) -> ast.Module:
        """The module with the fault in it."""
        tree = ast.parse(self.path.read_text("utf-8"), str(self.path))
        spot = _spots(_function_at(tree, self.function, self.path))[self.number]
        change = _changed(spot)
        assert change is not None
        ast.copy_location(change[1], spot)
        for child in ast.walk(change[1]):
            if not hasattr(child, "lineno"):
                ast.copy_location(child, spot)

        class Put(ast.NodeTransformer):
            def visit(self, node: ast.AST) -> ast.AST:
                return change[1] if node is spot else self.generic_visit(node)

        put: ast.Module = Put().visit(tree)
        return put


def _function_at(tree: ast.Module, function: str, path: Path) -> ast.FunctionDef:
    return next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and function_name(path, node) == function
    )


def _spots(function: ast.FunctionDef) -> list[ast.AST]:
    """Nodes of a function's body that can be changed; those of functions within are theirs."""
    found = []

    def look(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.Lambda):
                continue
            if _changed(child) is not None:
                found.append(child)
            look(child)

    for statement in function.body:
        if _changed(statement) is not None:
            found.append(statement)
        look(statement)
    return found


@cache
def _functions() -> list[tuple[Path, ast.FunctionDef]]:
    """Every function that a fault can be planted in."""
    return [
        (path, node)
        for path in target_files()
        for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path)))
        if isinstance(node, ast.FunctionDef) and _spots(node)
    ]


def draw(number: int, seed: int) -> list[Fault]:
    """So many faults by lot: first a function, then a spot in it; the same for the same seed."""
    chance = Random(seed)
    faults = []
    for path, function in chance.sample(_functions(), number):
        spots = _spots(function)
        spot = chance.randrange(len(spots))
        change = _changed(spots[spot])
        assert change is not None
        line = getattr(spots[spot], "lineno", function.lineno)
        faults.append(Fault(path, function_name(path, function), line, spot, change[0]))
    return faults


# ---- the run ----


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--plant", type=int, default=0, help="so many faults, one after the other")
    parser.addoption("--draw", type=int, default=1, help="which draw of faults")


def pytest_configure(config: pytest.Config) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    runs_tests = worker or not getattr(config.option, "numprocesses", None)
    if os.environ.get("TUTELA_REACHED") and runs_tests:
        config.pluginmanager.register(Reach(worker or "alone"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Only files of which a test reaches a function with a fault are imported."""
    if not config.getoption("plant") or not collection_path.name.startswith("test_"):
        return None
    number, seed = config.getoption("plant"), config.getoption("draw")
    return None if str(collection_path.relative_to(ROOT)) in _files(number, seed) else True


_FILES: dict[tuple[int, int], set[str]] = {}


def _files(number: int, seed: int) -> set[str]:
    if (number, seed) not in _FILES:
        tests = reaching()
        _FILES[number, seed] = {
            test.partition("::")[0]
            for fault in draw(number, seed)
            for test in tests.get(fault.function, ())
        }
    return _FILES[number, seed]


@dataclass
class Verdict:
    """What caught a fault: a test that runs after such a change, or one that waits."""

    fault: Fault
    reached_by: int
    run_now: int
    caught_by: str = ""
    waits: bool = False
    seconds: float = 0.0


def _first_failure(items: list[pytest.Item], until: float) -> str:
    """The first test that fails, of tests run until their time is over."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        reports = runtestprotocol(item, log=False, nextitem=following)
        if any(report.failed for report in reports):
            return item.nodeid
        if time.process_time() > until:
            return ""
    return ""


def _in_child(work: Callable[[], str]) -> str:
    """Do a piece of work in a forked process; gives what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        said = "broke"
        try:
            said = work()
        finally:
            os.write(writing, said.encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Plant each fault in a process of its own, and run what reaches it."""
    number = session.config.getoption("plant")
    if not number:
        return None
    by_id = {item.nodeid: item for item in session.items}
    tests = reaching()
    verdicts = []
    for fault in draw(number, session.config.getoption("draw")):
        ids = sorted(tests.get(fault.function, set()) & by_id.keys())
        chosen = choose_for([str(fault.path.relative_to(ROOT))])
        now = _in_order([test for test in ids if chosen.runs(test)], fault)
        waiting = _in_order([test for test in ids if not chosen.runs(test)], fault)
        verdict = Verdict(fault, len(ids), len(now))
        began = time.monotonic()
        for group, waits in ((now, False), (waiting, True)):
            items = [by_id[test] for test in group]

            def work(items: list[pytest.Item] = items, fault: Fault = fault) -> str:
                if not replace_codes({fault.path: fault.planted()}):
                    return "not planted"
                return _first_failure(items, time.process_time() + PATIENCE)

            verdict.caught_by = _in_child(work) if items else ""
            verdict.waits = waits and bool(verdict.caught_by)
            if verdict.caught_by:
                break
        verdict.seconds = time.monotonic() - began
        verdicts.append(verdict)
        _write(verdicts)
        sys.stderr.write(f"\n{_line(verdict)}")
    session.testsfailed = sum(verdict.waits for verdict in verdicts)
    caught = sum(bool(verdict.caught_by) for verdict in verdicts)
    sys.stderr.write(
        f"\n{caught} of {len(verdicts)} faults were caught, {session.testsfailed} of them only by"
        " tests that would wait.\n"
    )
    return True


def _in_order(tests: list[str], fault: Fault) -> list[str]:
    """Tests of the fault's own room first."""
    room = fault.path.relative_to(WEB).parts[0]
    feature = fault.path.parent.name
    return sorted(tests, key=lambda t: (f"/{room}/" not in t, feature not in t, t))


def _line(verdict: Verdict) -> str:
    fault = verdict.fault
    where = f"{fault.path.relative_to(ROOT)}:{fault.line}"
    by = verdict.caught_by or "nothing"
    late = " THAT WAITS" if verdict.waits else ""
    return f"{where} {fault.name}: caught by {by}{late} ({verdict.run_now} of {verdict.reached_by})"


def _write(verdicts: list[Verdict]) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "line", "fault", "reached_by", "run_now", "caught_by", "waits"])
        for verdict in verdicts:
            fault = verdict.fault
            writer.writerow(
                [
                    fault.path.relative_to(ROOT),
                    fault.line,
                    fault.name,
                    verdict.reached_by,
                    verdict.run_now,
                    verdict.caught_by,
                    "yes" if verdict.waits else "",
                ]
            )
