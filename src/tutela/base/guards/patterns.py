"""Patterns that look at a text only where words stand without which they cannot match.

A pattern of many alternatives tries each of them at each letter of a text. Most texts hold no word
of most patterns: what letters each must find is read from the pattern itself, a text is parted into
its words once for all patterns, and a pattern none of whose letters stand in it is not tried.

What a pattern answers is the same with a gate before it as without.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from importlib import import_module
from itertools import pairwise
from operator import or_
from threading import Lock
from typing import Any, TypeAlias

__all__ = ["Gated", "Rewriting", "bit_of", "gate", "held_in", "told_letters"]

_parser: Any = import_module("re._parser")
"""What `re` itself takes a pattern apart with."""
_Op = tuple[Any, Any]
"""A part of a pattern as that gives it: which kind, and of what."""
_MOST_STRINGS = 600
"""Of so many strings at most a part of a pattern is written out."""
_LETTERS = 7
"""So many letters of a word at most are looked for: more tell hardly more."""
_FEWEST_LETTERS = 2
_MOST_SETS = 3
"""So many sets of letters at most are asked for of one pattern."""
_A_DIGIT = "a digit"
"""Stands among the letters needed for any digit: no word holds it, for it is two."""
_MOST_WORDS_KEPT, _MOST_TEXTS_KEPT = 50_000, 4_096


Replacement = str | Callable[[re.Match[str]], str]
"""What stands for what a pattern finds, as `re.sub` takes it."""


@contextmanager
def _stop_counting() -> Iterator[None]:
    """What a pattern of ours takes to be made is not time that people's words take: a slow machine
    would end each helper at its first question (guards/helper.py) and never hear an answer.

    The limit begins anew after it, by the timer's interval; there are few patterns, made once.
    """
    left, every = signal.setitimer(signal.ITIMER_PROF, 0)
    try:
        yield
    finally:
        if left:
            signal.setitimer(signal.ITIMER_PROF, every, every)


class Gated:
    """A pattern with its gate: asked as a compiled pattern is.

    One of several alternatives without groups or flags is asked by those of them that may match.
    """

    def __init__(self, words: str) -> None:
        self.pattern = words

    @cached_property
    def bits(self) -> int:
        """The bits of texts in which it may match: of one of the most telling letters of each
        alternative. Made when it is first asked: a process that reads nothing need not."""
        return reduce(or_, (part.first_bit for _bits, part in self._parts))

    @cached_property
    def _parts(self) -> list[tuple[int, _Alternative]]:
        with _stop_counting():
            state = _parser.parse(self.pattern).state  # flags at its head are of all alternatives
            whole = state.groups > 1 or state.flags & ~re.UNICODE
            alternatives = [self.pattern] if whole else _alternatives(self.pattern)
            return [(part.bits, part) for part in map(_Alternative, alternatives)]

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        with _stop_counting():
            return re.compile(self.pattern)

    def _that_may_match(self, text: str) -> Iterator[re.Pattern[str]]:
        """The alternatives all of whose letters stand in a text."""
        parts, held = self._parts, held_in(text)
        return (part.pattern for bits, part in parts if held & bits == bits)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        if not self.bits & held_in(text):
            return None
        first = None
        for part in self._that_may_match(text):
            found = part.search(text)
            if found and (first is None or found.start() < first.start()):
                first = found
        return first

    def match(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        if not self.bits & held_in(text):
            return None
        return next(filter(None, (p.match(text) for p in self._that_may_match(text))), None)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        if not self.bits & held_in(text):
            return None
        return next(filter(None, (p.fullmatch(text) for p in self._that_may_match(text))), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self._whole.finditer(text) if self.search(text) else iter(())

    def sub(self, repl: Replacement, text: str) -> str:
        """As `re.Pattern.sub`."""
        return self._whole.sub(repl, text) if self.search(text) else text


class _Alternative:
    """One way in which a pattern matches.

    first_bit, bits   the bit of its most telling letters, and of all sets of letters it needs
    """

    def __init__(self, words: str) -> None:
        told = [bit_of(letters) for letters in letters_needed(words) or (frozenset(),)]
        self._words, self.first_bit, self.bits = words, told[0], reduce(or_, told)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        with _stop_counting():
            return re.compile(self._words)


class Rewriting:
    """Patterns one after another, each with what stands for what it finds.

    >>> plain = Rewriting((r"\\bpassed away\\b", "died"), (r"\\b(\\d+) died\\b", r"\\1 dead"))
    >>> plain.apply("2 passed away"), plain.apply("2 went away")
    ('2 dead', '2 went away')
    """

    def __init__(self, *pairs: tuple[str, Replacement]) -> None:
        self.steps = [(gate(words), instead) for words, instead in pairs]

    def apply(self, text: str) -> str:
        """A text with all that they find rewritten, the first pattern's first."""
        for pattern, instead in self.steps:
            if pattern.bits & held_in(text):
                text = pattern.sub(instead, text)
        return text


_pieces: dict[str, int] = {}
"""By letters that some pattern must find, the bits of those patterns."""


def gate(words: str) -> Gated:
    """A pattern with its gate.

    >>> thefts = gate(r"(?:cattle|goats?) (?:stolen|taken)")
    >>> bool(thefts.search("two goats taken")), bool(thefts.search("two goats seen"))
    (True, False)
    """
    return Gated(words)


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


def bit_of(needed: frozenset[str]) -> int:
    """The bit that `held_in` gives of texts in which some of these letters stand; of all texts
    where none are given.

    >>> goats = bit_of(frozenset({"goat"}))
    >>> bool(held_in("two goats") & goats), bool(held_in("two cows") & goats)
    (True, False)
    """
    if not needed:
        return 1
    if needed not in _bit_by_letters:
        with _one_by_one:
            if needed not in _bit_by_letters:
                bit = 2 << len(_bit_by_letters)
                for piece in needed:
                    _pieces[piece] = _pieces.get(piece, 0) | bit
                _bit_by_letters[needed] = bit  # last: until then it is unknown what holds them
                _of_word.clear()
                held_in.cache_clear()
    return _bit_by_letters[needed]


_bit_by_letters: dict[frozenset[str], int] = {}
_one_by_one = Lock()


def _bits_unknown() -> int:
    """All bits that nobody asked for yet: another thread may ask for one while a text is parted,
    and what is kept of that text must let it through."""
    return -(2 << len(_bit_by_letters))


class _Words(dict[str, int]):
    """By word, the bits of the patterns of which it holds letters."""

    def __missing__(self, word: str) -> int:
        held = _bits_unknown()
        if any(map(str.isdecimal, word)):
            held |= _pieces.get(_A_DIGIT, 0)
        for start in range(len(word)):
            for end in range(start + _FEWEST_LETTERS, min(start + _LETTERS, len(word)) + 1):
                held |= _pieces.get(word[start:end], 0)
        if len(self) < _MOST_WORDS_KEPT:
            self[word] = held
        return held


_of_word = _Words()


@lru_cache(maxsize=_MOST_TEXTS_KEPT)
def held_in(text: str) -> int:
    """The bits of all letters asked for that stand in a text."""
    held = 1 | _bits_unknown()  # 1: the bit of patterns of which no letters tell
    for word in text.split():
        held |= _of_word[word]
    return held


@dataclass(frozen=True)
class _Part:
    """What a part of a pattern matches.

    whole    all strings it may match, where these are few; else None.
    begins   strings with one of which each of its matches begins; None where nobody can tell.
    needed   of each of these sets of letters one stands in each of its matches, best first.
    """

    whole: frozenset[str] | None
    begins: frozenset[str] | None
    needed: tuple[frozenset[str], ...]

    @property
    def most_telling(self) -> frozenset[str]:
        """Letters one of which stands in each of its matches; empty where nobody can tell."""
        return self.needed[0] if self.needed else _pieces_of(self.whole or frozenset())


_NOTHING = _Part(frozenset({""}), frozenset({""}), ())
_ANYTHING = _Part(None, None, ())


def letters_needed(words: str) -> tuple[frozenset[str], ...]:
    """Sets of letters of each of which one stands in each text in which a pattern matches, those
    first that let fewest texts through.

    Gives   nothing where no letters tell: of patterns that take no heed of capitals, or may match
            signs alone.

    >>> raids, digits = letters_needed(r"\\b(?:raid(?:ed|s)?|pill(?:age|e)\\w*) \\d+")
    >>> sorted(raids), digits
    (['pillage', 'pille', 'raid', 'raided', 'raids'], frozenset({'a digit'}))
    >>> letters_needed(r"(?:dead)?")
    ()
    """
    parsed = _parser.parse(words)
    return () if parsed.state.flags & re.IGNORECASE else _of_row(parsed).needed


def _of_row(row: Iterable[_Op]) -> _Part:
    """What parts one after another match."""
    whole: frozenset[str] | None = frozenset({""})
    begins: frozenset[str] | None = None
    run: frozenset[str] = frozenset({""})
    needed: list[frozenset[str]] = []
    for part in (_of_part(op, of) for op, of in row):
        joined = _strings_joined(run, part.whole)
        if joined is not None:
            run = joined
            continue
        if begins is None and whole is not None:
            begins = _strings_joined(run, part.begins) or run
        whole = None
        needed += [_pieces_of(_strings_joined(run, part.begins) or run), *part.needed]
        run = part.whole if part.whole is not None else frozenset({""})
    if whole is not None:
        whole, begins = run, run
    told = {pieces for pieces in (*needed, _pieces_of(run)) if pieces}
    return _Part(whole, begins, tuple(sorted(told, key=_telling, reverse=True)[:_MOST_SETS]))


def _strings_joined(run: frozenset[str], more: frozenset[str] | None) -> frozenset[str] | None:
    if more is None or len(run) * len(more) > _MOST_STRINGS:
        return None
    return frozenset(first + then for first in run for then in more)


def told_letters(word: str) -> str:
    """So many letters of a word as are looked for; none where they are too few to tell.

    >>> told_letters("peacekeepers"), told_letters("x")
    ('peaceke', '')
    """
    return word[:_LETTERS] if len(word) >= _FEWEST_LETTERS else ""


def _pieces_of(strings: frozenset[str]) -> frozenset[str]:
    """Of each string the letters that tell most; nothing where one has none that tell."""
    pieces = frozenset(told_letters(max(said.split(), key=len, default="")) for said in strings)
    return pieces if pieces and "" not in pieces else frozenset()


def _telling(pieces: frozenset[str]) -> tuple[int, int, list[str]]:
    """How much it tells that one of these letters stands in a text: long ones, and few, most."""
    least = min(2 if piece == _A_DIGIT else min(len(piece), 3) for piece in pieces)
    return least, -len(pieces), sorted(pieces)


_Operation: TypeAlias = Any
"""What the parser of patterns names an operation, and what it holds: its own types."""


def _of_part(op: _Operation, of: _Operation) -> _Part:
    if op is _parser.LITERAL:
        said = frozenset({chr(of)})
        return _Part(said, said, ())
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
        return _Part(None, None, (frozenset({_A_DIGIT}),))
    if all(op is _parser.LITERAL for op, _of in signs):
        said = frozenset(chr(code) for _op, code in signs)
        return _Part(said, said, ())
    return _ANYTHING


def _of_branches(parts: list[_Part]) -> _Part:
    wholes = [part.whole for part in parts]
    whole = frozenset[str]().union(*(w for w in wholes if w)) if None not in wholes else None
    starts = [part.begins for part in parts]
    begins = frozenset[str]().union(*(b for b in starts if b)) if None not in starts else None
    needed = [part.most_telling for part in parts]
    return _Part(
        whole if whole is not None and len(whole) <= _MOST_STRINGS else None,
        begins if begins is not None and len(begins) <= _MOST_STRINGS else None,
        (frozenset[str]().union(*needed),) if all(needed) else (),
    )


def _of_repeat(least: int, most: int, part: _Part) -> _Part:
    if (least, most) == (1, 1):
        return part
    if least == 0:
        if most > 1 or part.whole is None:
            return _ANYTHING
        return _Part(part.whole | {""}, part.whole | {""}, ())
    needed = part.needed or ((part.most_telling,) if part.most_telling else ())
    return _Part(None, part.begins if part.begins else part.whole, needed)
