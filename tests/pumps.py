"""Texts that make a pattern work: its own repeats, again and again, and runs of every script."""

from __future__ import annotations

import importlib
import re
import signal
import time
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.patterns import Found
from tutela.base.guards.bounds import part_runs

_parser: Any = importlib.import_module("re._parser")
_constants: Any = importlib.import_module("re._constants")
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_SIGNS = {"DIGIT": "5", "SPACE": " ", "WORD": "a", "NOT_DIGIT": "a", "NOT_SPACE": "a"}
_CLASSES = {
    "DIGIT": r"\d",
    "SPACE": r"\s",
    "WORD": r"\w",
    "NOT_DIGIT": r"\D",
    "NOT_SPACE": r"\S",
    "NOT_WORD": r"\W",
}
_ALWAYS = ("a", "5", "é", "علاقة", "١", "e\u0301", " ", "(", "10-", "un ", "5, ", ".", "-", "\n")
FEWEST = 3
"""A repeat of fewer makes no pump."""

Tree = list[tuple[Any, Any]]


class _TooLong(Exception):
    pass


def slowest(found: Found, signs: int, seconds: float, most: int, chance: Random) -> str | None:
    """A text with so many signs, bounded as doors do, on which a pattern works longer.

    Takes   seconds, of the processor; most, how many pumps are tried.
    Gives   the pump, as it would be written; None where there is none.
    """
    pumps = list(dict.fromkeys(_pumps(_parser.parse(*_source(found.pattern)), chance)))
    chance.shuffle(pumps)
    for before, pump in [*(("", one) for one in _ALWAYS), *pumps[:most]]:
        text = part_runs(before + pump * (30 * signs // len(pump)))[:signs] + "\0!"
        if _seconds(found, text, seconds) > seconds:
            return f"{before!r} + {pump!r} * n"
    return None


def _source(pattern: re.Pattern[str]) -> tuple[str, int]:
    return pattern.pattern, pattern.flags


def _seconds(found: Found, text: str, most: float) -> float:
    def stop(_signal: int, _frame: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    began = time.thread_time()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, 2 * most)
        _use(found, text)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except _TooLong:
        return 2 * most
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.thread_time() - began


def _use(found: Found, text: str) -> None:
    for way in found.ways & {"fullmatch", "match"}:
        getattr(found.pattern, way)(text)
    if not found.ways <= {"fullmatch", "match"}:
        for _one in found.pattern.finditer(text):
            pass


def _pumps(tree: Tree, chance: Random) -> Iterator[tuple[str, str]]:
    """What leads to a repeat, and what it repeats, with what may follow."""
    for lead, body, after in _repeats(list(tree), []):
        for _again in range(3):
            before, pump = _text_of(lead, chance), _text_of(body, chance)
            also = (pump, pump + _text_of(after, chance), pump + " ", pump + _text_of(body, chance))
            for one in filter(None, also):
                yield from ((before, one), ("", one))


def _repeats(tree: Tree, lead: Tree) -> Iterator[tuple[Tree, Tree, Tree]]:
    for at, (kind, value) in enumerate(tree):
        before = [*lead, *tree[:at]]
        if kind in _REPEATS:
            if value[1] >= FEWEST:
                yield before, list(value[2]), tree[at + 1 : at + 3]
            yield from _repeats(list(value[2]), before)
        elif kind is _constants.SUBPATTERN:
            yield from _repeats(list(value[3]), before)
        elif kind is _constants.ATOMIC_GROUP:
            yield from _repeats(list(value), before)
        elif kind in (_constants.ASSERT, _constants.ASSERT_NOT):
            yield from _repeats(list(value[1]), before)
        elif kind is _constants.BRANCH:
            for branch in value[1]:
                yield from _repeats(list(branch), before)


def _text_of(tree: Tree, chance: Random) -> str:
    """A text that part of a pattern may match."""
    return "".join(_sign(kind, value, chance) for kind, value in tree)


def _sign(kind: Any, value: Any, chance: Random) -> str:
    if kind is _constants.LITERAL:
        return chr(value)
    if kind is _constants.ANY:
        return chance.choice("a 1")
    if kind is _constants.NOT_LITERAL:
        return "b" if value == ord("a") else "a"
    if kind is _constants.IN:
        return _of_class(value, chance)
    if kind is _constants.BRANCH:
        return _text_of(list(chance.choice(value[1])), chance)
    if kind is _constants.SUBPATTERN:
        return _text_of(list(value[3]), chance)
    if kind is _constants.ATOMIC_GROUP:
        return _text_of(list(value), chance)
    if kind in _REPEATS:
        times = min(value[0], 40) or chance.choice((0, 1))
        return "".join(_text_of(list(value[2]), chance) for _one in range(times))
    return ""


def _of_class(parts: list[tuple[Any, Any]], chance: Random) -> str:
    if parts[0][0] is _constants.NEGATE:
        left = [c for c in "a 1,.-;:A()\n_" if not any(_holds(*part, c) for part in parts[1:])]
        return chance.choice(left or ["é"])
    kind, value = chance.choice(parts)
    if kind is _constants.LITERAL:
        return chr(value)
    if kind is _constants.RANGE:
        return chr(chance.choice(value))
    return _SIGNS.get(str(value).removeprefix("CATEGORY_"), " ")


def _holds(kind: Any, value: Any, sign: str) -> bool:
    if kind is _constants.LITERAL:
        return ord(sign) == value
    if kind is _constants.RANGE:
        return bool(value[0] <= ord(sign) <= value[1])
    return re.match(_CLASSES[str(value).removeprefix("CATEGORY_")], sign) is not None
