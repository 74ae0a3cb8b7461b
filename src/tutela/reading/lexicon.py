"""The words by which offices say things, by concept and language: files that who speaks a language
can read, correct and sign, in `lexicon/*.csv`.

A row is `concept, language, form, text, note, source, reviewed_by, reviewed_on`. A concept is named
`room.what`, as `personnel.aid`. Forms:

    word      one word, as `killed`
    stem      the beginning of a word, as `humanitari`
    part      letters that stand anywhere in a word: Arabic joins "and", "the" and "for" to a word
    phrase    words one after another, each of which may end or begin with `*`, any rest of it
    near      a phrase in which `+3` stands for up to three words of any kind
    written   as `phrase`, but capitals and accents count, as of UN and the French "un"

Texts are folded before they are compared (`values.key`, `tolls.fold_words`), and so are the rows of
all forms but the last. A text is gone through once for all concepts: each of its words is looked
up, and phrases are followed from their first word. What that costs grows with the length of the
text and no faster.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from itertools import pairwise

__all__ = ["Concept", "Row", "concept", "rows", "words_of"]

FORMS = ("word", "stem", "part", "phrase", "near", "written")
COLUMNS = (
    *("concept", "language", "form", "text"),
    *("note", "source", "reviewed_by", "reviewed_on"),
)


@dataclass(frozen=True)
class Row:
    """One way to say a concept in a language."""

    concept: str
    language: str
    form: str
    text: str
    note: str
    source: str
    reviewed_by: str
    reviewed_on: str


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """All rows of the lexicon, file by file as they stand there.

    >>> {row.form for row in rows()} <= set(FORMS)
    True
    """
    listed: list[Row] = []
    folder = files("tutela.reading") / "lexicon"
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        lines = csv.DictReader(StringIO(path.read_text("utf-8"), newline=""), strict=True)
        listed += [Row(**line) for line in lines]
    return tuple(listed)


@lru_cache(maxsize=1)
def _by_concept() -> dict[str, tuple[Row, ...]]:
    parted: dict[str, list[Row]] = defaultdict(list)
    for row in rows():
        parted[row.concept].append(row)
    return {name: tuple(said) for name, said in parted.items()}


def words_of(name: str) -> frozenset[str]:
    """The single words of a concept, in all languages.

    Raises  KeyError if the lexicon has no such concept.

    >>> {"killed", "morts"} <= words_of("head.dead")
    True
    """
    return frozenset(row.text for row in _by_concept()[name] if row.form == "word")


@lru_cache(maxsize=1)
def _index() -> _Index:
    return _Index(rows())


@lru_cache(maxsize=512)
def concept(name: str) -> Concept:
    """What tells whether a text says a concept.

    Raises  KeyError if the lexicon has no such concept.
    """
    written = [row.text for row in _by_concept()[name] if row.form == "written"]
    return Concept(name, _index, _as_written(written))


_WORDS = re.compile(r"\w+|[^\w ]|  +")
"""Words, and what parts them if it is more than one space: a phrase does not go on over a comma."""
_PIECES = re.compile(r"\+\d+|[\w*]+|[^\w ]")
"""What a row is made of: words with their stars, signs, and numbers of words between."""
_MOST_WORDS_KEPT, _MOST_TEXTS_KEPT = 50_000, 2_048


class Concept:
    """One thing that texts say.

    >>> said = concept("personnel.un_forces")
    >>> said.is_in("a patrol of the peacekeepers"), said.is_in("united nations, mission")
    (True, False)
    >>> said.is_whole("united nations stabilisation mission"), said.is_whole("two blue helmets")
    (True, False)
    """

    def __init__(
        self, name: str, index: Callable[[], _Index], written: re.Pattern[str] | None = None
    ) -> None:
        self.name, self._index, self._written = name, index, written

    def is_in(self, said: str) -> bool:
        """Whether a folded text says it anywhere."""
        return self.name in self._index().said_in(said)

    def begins(self, said: str) -> bool:
        """Whether a folded text begins by saying it."""
        return any(self._ends(_WORDS.findall(said)))

    def is_whole(self, said: str) -> bool:
        """Whether a folded text says it and nothing beside."""
        words = _WORDS.findall(said)
        return len(words) in self._ends(words)

    def is_written_in(self, text: str) -> bool:
        """Whether a text says it in its rows of the form `written`."""
        return bool(self._written and self._written.search(text))

    def _ends(self, words: Sequence[str]) -> Iterator[int]:
        """After how many of the words it is said, if it is said from the first on."""
        return (end for name, end in self._index().said_from(words, 0) if name == self.name)


class _Node:
    """Where the words of some phrases have led: who said so much says these concepts, and the next
    word may lead on."""

    __slots__ = ("_any", "_ends", "_exact", "_gaps", "_parts", "_stems", "concepts")

    def __init__(self) -> None:
        self.concepts: set[str] = set()
        self._exact: dict[str, _Node] = {}
        self._stems: dict[str, _Node] = {}
        self._ends: dict[str, _Node] = {}
        self._parts: dict[str, _Node] = {}
        self._any: _Node | None = None
        self._gaps: dict[int, _Node] = {}

    def add(self, phrase: Sequence[str], concept: str) -> None:
        """Let a phrase lead on from here to a concept."""
        if not phrase:
            self.concepts.add(concept)
            return
        first, rest = phrase[0], phrase[1:]
        bare = first.strip("*")
        if first[0] == "+":
            node = self._gaps.setdefault(int(first[1:]), _Node())
        elif not bare:
            node = self._any = self._any or _Node()
        elif first[0] != "*":
            node = (self._stems if first[-1] == "*" else self._exact).setdefault(bare, _Node())
        else:
            node = (self._parts if first[-1] == "*" else self._ends).setdefault(bare, _Node())
        node.add(rest, concept)

    def after(self, word: str) -> list[_Node]:
        """Where a word leads to from here."""
        nodes = [self._exact[word]] if word in self._exact else []
        if self._stems:
            nodes += [n for cut in range(1, len(word) + 1) if (n := self._stems.get(word[:cut]))]
        if self._ends:
            nodes += [n for cut in range(len(word)) if (n := self._ends.get(word[cut:]))]
        if self._parts:
            nodes += [node for letters, node in self._parts.items() if letters in word]
        if self._any and word[0].isalnum():
            nodes.append(self._any)
        return nodes

    def over_gaps(self, words: Sequence[str], at: int) -> Iterator[tuple[_Node, int]]:
        """Where phrases go on that let some words stand between, and at which word."""
        for most, node in self._gaps.items():
            for now in range(at, at + most + 1):
                yield node, now
                if now >= len(words) or not _may_stand_between(words[now]):
                    break

    def leads_on(self, word: str | None = None) -> bool:
        """Whether any phrase goes on from here; by the next word, where it may not."""
        if self._stems or self._ends or self._parts or self._any or self._gaps:
            return True
        return bool(self._exact) if word is None else word in self._exact


class _Index:
    """Phrases of all concepts, word by word: a text is gone through once for all."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._root = _Node()
        for row in rows:
            if row.form != "written":
                self._root.add(_phrase_of(row), row.concept)
        self._begun_by = lru_cache(maxsize=_MOST_WORDS_KEPT)(self._begin_with)
        self.said_in = lru_cache(maxsize=_MOST_TEXTS_KEPT)(self._said_in)

    def _said_in(self, said: str) -> frozenset[str]:
        """The concepts that a folded text says."""
        words = _WORDS.findall(said)
        concepts: set[str] = set()
        for at, (word, after) in enumerate(pairwise([*words, ""]), 1):
            alone, leading_on = self._begun_by(word)
            concepts |= alone
            for node in leading_on:
                if node.leads_on(after):
                    concepts.update(name for name, _end in _follow(node, words, at))
        return frozenset(concepts)

    def _begin_with(self, word: str) -> tuple[frozenset[str], tuple[_Node, ...]]:
        """The concepts that a word says alone, and where phrases go on from that begin with it."""
        nodes = self._root.after(word)
        alone = frozenset[str]().union(*(node.concepts for node in nodes))
        return alone, tuple(node for node in nodes if node.leads_on())

    def said_from(self, words: Sequence[str], at: int) -> Iterator[tuple[str, int]]:
        """The concepts said from one of some words on, and where each ends."""
        if not words[at:]:
            return
        alone, leading_on = self._begun_by(words[at])
        yield from ((name, at + 1) for name in alone)
        for node in leading_on:
            yield from _follow(node, words, at + 1)


def _follow(begun: _Node, words: Sequence[str], at: int) -> Iterator[tuple[str, int]]:
    """The concepts that phrases say which have led so far, and where each ends."""
    ways = [(begun, at)]
    while ways:
        node, now = ways.pop()
        for name in node.concepts:
            yield name, now
        if now < len(words) and node.leads_on(words[now]):
            ways += [(after, now + 1) for after in node.after(words[now])]
        ways += node.over_gaps(words, now)


def _phrase_of(row: Row) -> Sequence[str]:
    if row.form == "stem":
        return (f"{row.text}*",)
    if row.form == "part":
        return (f"*{row.text}*",)
    return tuple(_PIECES.findall(row.text))


def _may_stand_between(word: str) -> bool:
    """Whether a phrase goes on over this: a word, or the bar between two cells of a row."""
    return word[0].isalnum() or word == "|"


def _as_written(texts: list[str]) -> re.Pattern[str] | None:
    if not texts:
        return None
    patterns = [
        ("" if text[0] == "*" else r"(?<!\w)")
        + re.escape(text.strip("*"))
        + ("" if text[-1] == "*" else r"(?!\w)")
        for text in texts
    ]
    return re.compile("|".join(patterns))
