"""Names in the tree that a stranger cannot look for.

    python -m tests.names [RULE]    how many there are by rule, or each of one rule with its place

Five rules, each with a number in `tests/test_house.py` that may only fall:

bare        a function or method whose whole name is a participle or another word that says nothing
            of what it does or gives: `told`, `_kept`, `readable`, `beside`. A function is a verb
            with its object (`send_notices`) or the noun of what it gives (`notices_sent`).
            Properties are read as attributes, so `alert.closed` may stand; so may names that
            templates, addresses or the described API know a function by.
twice       a class name that stands more than once in the web house. A class inside another
            (`Unit.Kind`) is read with that one's name.
vague       a variable called `one`, `found`, `made`, `given` or `what` that lives for more than
            three lines. In a comprehension, or a loop of two lines, everybody sees what it holds.
filler      a variable or a parameter called `one`, `told`, `kept`, `held` or `found`, wherever it
            stands: an alert is called `alert`, what a query gives by what it gives.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SRC = Path(__file__).parents[1] / "src"
WEB = SRC / "tutela_web"
KIT = WEB / "kit"
"""Tests that packages inherit: named as tests are."""

IRREGULAR = """
awoken been begun bent bet bitten blown bought bound bred broken brought built burnt caught
chosen clung crept dealt done drawn driven drunk dug eaten fallen fed fought found  flown
forbidden forgotten frozen given gone grown had heard held hidden hung kept known laid  learnt
led left lent lit lost made meant met paid proven ridden risen rung said seen sent  sewn shaken
shone shorn shot shown shrunk slept sold sought spent spoken spun stolen stood  struck stuck
sung sunk sworn swept swum taken taught thought thrown told torn trodden  understood unheard
untold unmet unmade unseen unknown unspoken withdrawn withheld withstood  woken won worn woven
wound written overtaken overdrawn rewritten redrawn retold resent  rebuilt remade undone
outgrown foreseen mistaken begotten fitted forgiven
"""
"""Past participles of English that do not end in -ed and are no base form too."""

CLOSED_CLASS = """
about above across after again against ago all alone along already also among and any around  as
aside at away back because before behind below beneath beside besides between beyond both  but
by each either else elsewhere ever every everybody everywhere few for from here how if in
inside instead into last lately later like many may mine more most much must near never next
nobody none nor not nothing now off often on once one only onto or other others ours out
outside over own past per same since so some still such than theirs then there these they  this
those through throughout to together too under until unless up upon was were what when  where
whether which while who whom whose why with within without yet yours
"""
"""Prepositions, pronouns, adverbs and conjunctions: English adds no new ones."""

BARE = frozenset(f"{IRREGULAR} {CLOSED_CLASS} able".split())
ADJECTIVE_ENDINGS = ("ed", "able", "ible", "less", "ful", "ous")
NO_ADJECTIVES = frozenset(
    {
        "bed",
        "feed",
        "ged",
        "need",
        "seed",
        "speed",
        "table",
        "timetable",
        "variable",
        "enable",
        "disable",
    }
)

VAGUE = frozenset({"one", "found", "made", "given", "what"})
VAGUE_LINES = 3
FILLER = frozenset({"one", "told", "kept", "held", "found"})
FRAMEWORK = frozenset(
    {"Meta", "Migration", "Config", "Command", "Media", "Params", "Arguments"}
) | {
    "DatabaseWrapper"  # Django finds a database's engine by this name in its module
}
KNOWN_BY_NAME = frozenset({"simple_tag", "filter", "inclusion_tag", "tag", "simple_block_tag"})
ENDPOINTS = frozenset({"get", "post", "put", "patch", "delete", "api_operation"})


@dataclass(frozen=True)
class Fault:
    """One name, and where it stands."""

    name: str
    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file.relative_to(SRC.parent)}:{self.line} {self.name}"


def is_bare(name: str) -> bool:
    """Whether a name is one word that is a participle, or says nothing by itself.

    >>> [is_bare(name) for name in ("told", "_kept", "send_notices", "feed", "readable", "table")]
    [True, True, False, False, True, False]
    """
    word = name.strip("_")
    if name.startswith("__") or not word.isalpha() or word != word.lower():
        return False
    return word in BARE or (word.endswith(ADJECTIVE_ENDINGS) and word not in NO_ADJECTIVES)


def _decorators(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The last words of what decorates a function: `property`, `get`, `simple_tag`."""
    names = set()
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        names.add(called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", ""))
    return names


def bare(file: Path, tree: ast.Module) -> Iterator[Fault]:
    """Functions and methods whose name is one bare word."""
    owners = [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
    for owner in owners:
        for node in owner.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            decorators = _decorators(node)
            if decorators & {"property", "cached_property", "setter"}:
                continue
            if decorators & (KNOWN_BY_NAME | ENDPOINTS):
                continue
            if is_bare(node.name):
                yield Fault(node.name, file, node.lineno)


def _names_bound(node: ast.AST) -> Iterator[ast.Name]:
    """Variables of a function that it gives a value to, not those of functions inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child
        if not isinstance(
            child,
            ast.FunctionDef
            | ast.AsyncFunctionDef
            | ast.Lambda
            | ast.ListComp
            | ast.SetComp
            | ast.DictComp
            | ast.GeneratorExp,
        ):
            yield from _names_bound(child)


def vague(file: Path, tree: ast.Module) -> Iterator[Fault]:
    """Variables and parameters with a vague name that live for more than `VAGUE_LINES` lines."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first: dict[str, int] = {}
        how = node.args
        for argument in (*how.posonlyargs, *how.args, *how.kwonlyargs):
            if argument.arg in VAGUE:
                first[argument.arg] = node.body[0].lineno
        for bound in _names_bound(node):
            if bound.id in VAGUE:
                first[bound.id] = min(first.get(bound.id, bound.lineno), bound.lineno)
        for name, line in first.items():
            last = max(
                (n.lineno for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == name),
                default=line,
            )
            if last - line >= VAGUE_LINES:
                yield Fault(name, file, line)


def filler(file: Path, tree: ast.Module) -> Iterator[Fault]:
    """Variables and parameters that are named by a word for anything, each place they are bound."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in FILLER:
            yield Fault(node.id, file, node.lineno)
        elif isinstance(node, ast.arg) and node.arg in FILLER:
            yield Fault(node.arg, file, node.lineno)


def class_names(file: Path, tree: ast.Module) -> Iterator[Fault]:
    """Classes of a module of the web house, but those a framework finds by their name."""
    if WEB in file.parents:
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name not in FRAMEWORK:
                yield Fault(node.name, file, node.lineno)


RULES: dict[str, Callable[[Path, ast.Module], Iterator[Fault]]] = {
    "bare": bare,
    "twice": class_names,
    "vague": vague,
    "filler": filler,
}


@cache
def faults_by_rule() -> dict[str, list[Fault]]:
    """The names that break each rule, in one reading of both houses."""
    faults: dict[str, list[Fault]] = {rule: [] for rule in RULES}
    for file in sorted(SRC.rglob("*.py")):
        if KIT in file.parents or "migrations" in file.parts:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for rule, look in RULES.items():
            faults[rule] += look(file, tree)
    times = Counter(fault.name for fault in faults["twice"])
    again = (fault for fault in faults["twice"] if times[fault.name] > 1)
    faults["twice"] = sorted(again, key=lambda fault: fault.name)
    return faults


def main(rules: list[str]) -> None:
    """Counts of every rule, or each name of the rules asked for."""
    for rule, faults in faults_by_rule().items():
        if rule in rules:
            sys.stdout.writelines(f"{fault}\n" for fault in faults)
        elif not rules:
            sys.stdout.write(f"{rule} {len(faults)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
