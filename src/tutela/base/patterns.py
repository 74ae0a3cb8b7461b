"""Patterns that look at a text only where words stand without which they cannot match.

A pattern of many alternatives tries each of them at each letter of a text. Most texts hold no word
of most patterns: what letters each must find is read from the pattern itself, a text is parted into
its words once for all patterns, and a pattern none of whose letters stand in it is not tried.

What a pattern answers is the same with a gate before it as without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from importlib import import_module
from itertools import pairwise
from operator import or_
from typing import Any

__all__ = ["Gated", "gate"]

_parser: Any = import_module("re._parser")
"""What `re` itself takes a pattern apart with."""
_Op = tuple[Any, Any]
"""A part of a pattern as that gives it: which kind, and of what."""
_MOST_STRINGS = 600
"""Of so many strings at most a part of a pattern is written out."""
_LETTERS = 7
"""So many letters of a word at most are looked for: more tell hardly more."""
_FEWEST_LETTERS = 2
_A_DIGIT = "a digit"
"""Stands among the letters needed for any digit: no word holds it, for it is two."""
_MOST_WORDS_KEPT, _MOST_TEXTS_KEPT = 50_000, 4_096


class Gated:
    """A pattern with its gate: asked as a compiled pattern is.

    One of several alternatives without groups is asked by those of them that may match.
    """

    __slots__ = ("_bits", "_parts", "_whole", "pattern")

    def __init__(self, whole: re.Pattern[str], parts: Sequence[tuple[int, re.Pattern[str]]]):
        self._whole, self._parts, self.pattern = whole, tuple(parts), whole.pattern
        self._bits = reduce(or_, (bit for bit, _part in parts))

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        held = _held_in(text) & self._bits
        if not held:
            return None
        found = (part.search(text) for bit, part in self._parts if held & bit)
        return min(filter(None, found), key=re.Match.start, default=None)

    def match(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        held = _held_in(text) & self._bits
        if not held:
            return None
        return next(filter(None, (p.match(text) for bit, p in self._parts if held & bit)), None)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        held = _held_in(text) & self._bits
        if not held:
            return None
        return next(filter(None, (p.fullmatch(text) for bit, p in self._parts if held & bit)), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self._whole.finditer(text) if self.search(text) else iter(())

    def sub(self, repl: str | Callable[[re.Match[str]], str], text: str) -> str:
        """As `re.Pattern.sub`."""
        return self._whole.sub(repl, text) if self.search(text) else text


_pieces: dict[str, int] = {}
"""By letters that some pattern must find, the bits of those patterns."""


def gate(words: str) -> Gated:
    """A pattern with its gate.

    >>> thefts = gate(r"(?:cattle|goats?) (?:stolen|taken)")
    >>> bool(thefts.search("two goats taken")), bool(thefts.search("two goats seen"))
    (True, False)
    """
    whole = re.compile(words)
    alternatives = _alternatives(words) if not whole.groups else [words]
    parts = [re.compile(part) for part in alternatives]
    return Gated(whole, [(_bit_of(letters_needed(part)), part) for part in parts])


def _alternatives(words: str) -> list[str]:
    """The alternatives that a pattern consists of.

    >>> _alternatives(r"a(?:b|c)|[|]|\\|d")
    ['a(?:b|c)', '[|]', '\\\\|d']
    """
    cuts, depth = [-1], 0
    for found in _STRUCTURE.finditer(words):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if found[0] == "|" and not depth:
            cuts.append(found.start())
    return [words[start + 1 : end] for start, end in pairwise([*cuts, len(words)])]


_STRUCTURE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)


def _bit_of(needed: frozenset[str]) -> int:
    """The bit of a pattern that needs one of these letters, or of one of which none tell."""
    if not needed:
        return 1
    if needed not in _bit_by_letters:
        bit = _bit_by_letters[needed] = 2 << len(_bit_by_letters)
        for piece in needed:
            _pieces[piece] = _pieces.get(piece, 0) | bit
        _of_word.clear()
        _held_in.cache_clear()
    return _bit_by_letters[needed]


_bit_by_letters: dict[frozenset[str], int] = {}


class _Words(dict[str, int]):
    """By word, the bits of the patterns of which it holds letters."""

    def __missing__(self, word: str) -> int:
        held = _pieces.get(_A_DIGIT, 0) if any(map(str.isdecimal, word)) else 0
        for start in range(len(word)):
            for end in range(start + _FEWEST_LETTERS, min(start + _LETTERS, len(word)) + 1):
                held |= _pieces.get(word[start:end], 0)
        if len(self) < _MOST_WORDS_KEPT:
            self[word] = held
        return held


_of_word = _Words()


@lru_cache(maxsize=_MOST_TEXTS_KEPT)
def _held_in(text: str) -> int:
    """The bits of the patterns that may match in a text."""
    held = 1  # the bit of patterns of which no letters tell
    for word in text.split():
        held |= _of_word[word]
    return held


@dataclass(frozen=True)
class _Part:
    """What a part of a pattern matches.

    whole    all strings it may match, where these are few; else None.
    begins   strings with one of which each of its matches begins; None where nobody can tell.
    needed   letters one of which stands in each of its matches; empty where nobody can tell.
    """

    whole: frozenset[str] | None
    begins: frozenset[str] | None
    needed: frozenset[str]


_NOTHING = _Part(frozenset({""}), frozenset({""}), frozenset())
_ANYTHING = _Part(None, None, frozenset())


def letters_needed(pattern: re.Pattern[str]) -> frozenset[str]:
    """Letters one of which stands within a word of each text in which a pattern matches.

    Gives   nothing where no letters tell: of patterns that take no heed of capitals, or may match
            signs and digits alone.

    >>> sorted(letters_needed(re.compile(r"\\b(?:raid(?:ed|s)?|pill(?:age|e)\\w*) \\d+")))
    ['pillage', 'pille', 'raid', 'raided', 'raids']
    >>> letters_needed(re.compile(r"\\d+ ?(?:dead)?")), letters_needed(re.compile(r"(?:dead)?"))
    (frozenset({'a digit'}), frozenset())
    """
    if pattern.flags & re.IGNORECASE:
        return frozenset()
    return _of_row(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)).needed


def _of_row(row: Iterable[_Op]) -> _Part:
    """What parts one after another match."""
    whole: frozenset[str] | None = frozenset({""})
    begins: frozenset[str] | None = None
    run: frozenset[str] = frozenset({""})
    needed: list[frozenset[str]] = []
    for part in (_of_part(op, of) for op, of in row):
        joined = _joined(run, part.whole)
        if joined is not None:
            run = joined
            continue
        if begins is None and whole is not None:
            begins = _joined(run, part.begins) or run
        whole = None
        needed += [_pieces_of(_joined(run, part.begins) or run), part.needed]
        run = part.whole if part.whole is not None else frozenset({""})
    if whole is not None:
        whole, begins = run, run
    return _Part(whole, begins, _best([*needed, _pieces_of(run)]))


def _joined(run: frozenset[str], more: frozenset[str] | None) -> frozenset[str] | None:
    if more is None or len(run) * len(more) > _MOST_STRINGS:
        return None
    return frozenset(first + then for first in run for then in more)


def _pieces_of(strings: frozenset[str]) -> frozenset[str]:
    """Of each string the letters that tell most; nothing where one has none that tell."""
    pieces = {max(string.split(), key=len, default="")[:_LETTERS] for string in strings}
    return (
        frozenset() if any(len(piece) < _FEWEST_LETTERS for piece in pieces) else frozenset(pieces)
    )


def _best(sets: list[frozenset[str]]) -> frozenset[str]:
    """Of several sets of letters needed, the one that lets fewest texts through."""
    told = [pieces for pieces in sets if pieces]
    return max(told, key=_telling, default=frozenset())


def _telling(pieces: frozenset[str]) -> tuple[int, int]:
    """How much it tells that one of these letters stands in a text: long ones, and few, most."""
    return min(2 if piece == _A_DIGIT else min(len(piece), 3) for piece in pieces), -len(pieces)


def _of_part(op: Any, of: Any) -> _Part:
    if op is _parser.LITERAL:
        said = frozenset({chr(of)})
        return _Part(said, said, frozenset())
    if op is _parser.IN:
        return _of_signs(of)
    if op in (_parser.AT, _parser.ASSERT, _parser.ASSERT_NOT):
        return _NOTHING
    if op is _parser.SUBPATTERN:
        _group, add, drop, row = of
        return _of_row(row) if not (add | drop) & re.IGNORECASE else _ANYTHING
    if op is _parser.ATOMIC_GROUP:
        return _of_row(of)
    if op is _parser.BRANCH:
        return _of_branches([_of_row(row) for row in of[1]])
    if op in (_parser.MAX_REPEAT, _parser.MIN_REPEAT, _parser.POSSESSIVE_REPEAT):
        least, most, row = of
        return _of_repeat(least, most, _of_row(row))
    return _ANYTHING


def _of_signs(signs: list[_Op]) -> _Part:
    if signs == [(_parser.CATEGORY, _parser.CATEGORY_DIGIT)]:
        return _Part(None, None, frozenset({_A_DIGIT}))
    if all(op is _parser.LITERAL for op, _of in signs):
        said = frozenset(chr(code) for _op, code in signs)
        return _Part(said, said, frozenset())
    return _ANYTHING


def _of_branches(parts: list[_Part]) -> _Part:
    wholes = [part.whole for part in parts]
    whole = frozenset[str]().union(*(w for w in wholes if w)) if None not in wholes else None
    starts = [part.begins for part in parts]
    begins = frozenset[str]().union(*(b for b in starts if b)) if None not in starts else None
    needed = [part.needed or _pieces_of(part.whole or frozenset()) for part in parts]
    return _Part(
        whole if whole is not None and len(whole) <= _MOST_STRINGS else None,
        begins if begins is not None and len(begins) <= _MOST_STRINGS else None,
        frozenset[str]().union(*needed) if all(needed) else frozenset(),
    )


def _of_repeat(least: int, most: int, part: _Part) -> _Part:
    if (least, most) == (1, 1):
        return part
    if least == 0:
        if most > 1 or part.whole is None:
            return _ANYTHING
        return _Part(part.whole | {""}, part.whole | {""}, frozenset())
    needed = part.needed or _pieces_of(part.whole or frozenset())
    return _Part(None, part.begins if part.begins else part.whole, needed)
