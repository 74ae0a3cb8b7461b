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
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from io import StringIO

from tutela.base.guards.patterns import bit_of, held_in, told_letters

__all__ = ["Concept", "Index", "Row", "concept", "lexicon_digest", "rows", "words_of"]

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
def lexicon_digest() -> str:
    """What tells these words from those of yesterday, for what is kept of a text that was read."""
    return hashlib.sha256(repr(rows()).encode()).hexdigest()


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
def _index() -> Index:
    return Index(rows())


@lru_cache(maxsize=512)
def concept(name: str) -> Concept:
    """What tells whether a text says a concept.

    Raises  KeyError if the lexicon has no such concept.
    """
    rows_of_it = _by_concept()[name]
    written = [row.text for row in rows_of_it if row.form == "written"]
    return Concept(name, _index, _letters_of(rows_of_it), _as_written(written))


def _letters_of(rows_of_concept: Iterable[Row]) -> frozenset[str]:
    """Letters one of which stands in each text that says a concept; nothing where none tell."""
    words = (
        [word.strip("*") for word in _phrase_of(row) if word[0] != "+"]
        for row in rows_of_concept
        if row.form != "written"
    )
    letters = frozenset(told_letters(max(phrase, key=len)) for phrase in words)
    return frozenset() if "" in letters else letters


_WORDS = re.compile(r"\w+|[^\w ]|  +")
"""Words, and what parts them if it is more than one space: a phrase does not go on over a comma."""
_PIECES = re.compile(r"\+\d+|[\w*]+|[^\w ]")
"""What a row is made of: words with their stars, signs, and numbers of words between."""
_MOST_STEPS_KEPT, _MOST_TEXTS_KEPT = 100_000, 2_048


class Concept:
    """One thing that texts say.

    >>> said = concept("personnel.un_forces")
    >>> said.is_in("a patrol of the peacekeepers"), said.is_in("united nations, mission")
    (True, False)
    >>> said.is_whole("united nations stabilisation mission"), said.is_whole("two blue helmets")
    (True, False)
    """

    def __init__(
        self,
        name: str,
        index: Callable[[], Index],
        letters: frozenset[str] = frozenset(),
        written: re.Pattern[str] | None = None,
    ) -> None:
        self.name, self._index, self._written = name, index, written
        self._bit = bit_of(letters)

    def is_in(self, said: str) -> bool:
        """Whether a folded text says it anywhere."""
        return bool(held_in(said) & self._bit) and self.name in self._index().said_in(said)

    def begins(self, said: str) -> bool:
        """Whether a folded text begins by saying it."""
        return bool(held_in(said) & self._bit) and any(self._ends(_WORDS.findall(said)))

    def is_whole(self, said: str) -> bool:
        """Whether a folded text says it and nothing beside."""
        if not held_in(said) & self._bit:
            return False
        words = _WORDS.findall(said)
        return len(words) in self._ends(words)

    def is_written_in(self, text: str) -> bool:
        """Whether a text says it in its rows of the form `written`."""
        return bool(self._written and self._written.search(text))

    def _ends(self, words: Sequence[str]) -> Iterator[int]:
        """After how many of the words it is said, if it is said from the first on."""
        return (end for end, said in self._index().said_from(words) if self.name in said)


class _Node:
    """Where the words of some phrases have led: who said so much says these concepts, and the next
    word may lead on."""

    def __init__(self) -> None:
        self.concepts: set[str] = set()
        self.gaps: dict[int, _Gap] = {}
        self._exact: dict[str, _Node] = {}
        self._stems: dict[str, _Node] = {}
        self._ends: dict[str, _Node] = {}
        self._parts: dict[str, _Node] = {}
        self._any: _Node | None = None

    def add(self, phrase: Sequence[str], concept: str) -> None:
        """Let a phrase lead on from here to a concept."""
        if not phrase:
            self.concepts.add(concept)
            return
        first, rest = phrase[0], phrase[1:]
        bare = first.strip("*")
        if first[0] == "+":
            node = self.gaps.setdefault(int(first[1:]), _Gap(_Node(), int(first[1:]))).behind
        elif not bare:
            node = self._any = self._any or _Node()
        elif first[0] != "*":
            node = (self._stems if first[-1] == "*" else self._exact).setdefault(bare, _Node())
        else:
            node = (self._parts if first[-1] == "*" else self._ends).setdefault(bare, _Node())
        node.add(rest, concept)

    def nodes_after(self, word: str) -> list[_Node | _Gap]:
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
        return [*nodes, *(gap for node in nodes for gap in node.gaps.values())]


class _Gap:
    """A place in a phrase where up to so many words of any kind may stand."""

    concepts: frozenset[str] = frozenset()

    def __init__(self, behind: _Node, most: int) -> None:
        self.behind, self._most = behind, most

    def nodes_after(self, word: str) -> list[_Node | _Gap]:
        """Where a word leads to from here: on behind the gap, or to one of a word less."""
        less = [self._less] if self._most and _may_stand_between(word) else []
        return [*self.behind.nodes_after(word), *less]

    @cached_property
    def _less(self) -> _Gap:
        return _Gap(self.behind, self._most - 1)


class _State:
    """All that the words so far may be on the way to, what their last ends, and the next states
    that were worked out."""

    def __init__(self, nodes: Iterable[_Node | _Gap]) -> None:
        self.nodes = tuple(nodes)
        self.concepts = frozenset[str]().union(*(node.concepts for node in self.nodes))
        self.next: dict[str, _State] = {}


class Index:
    """Phrases of all concepts, word by word: a text is gone through once for all, a state a word,
    and where a word leads from a state is worked out once."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._root = _Node()
        for row in rows:
            if row.form != "written":
                self._root.add(_phrase_of(row), row.concept)
        self.said_in = lru_cache(maxsize=_MOST_TEXTS_KEPT)(self._said_in)
        self._forget()

    def _forget(self) -> None:
        self._steps, self._states = 0, dict[tuple[_Node | _Gap, ...], _State]()
        self._anywhere = _State([self._root])
        self._from_first = _State([self._root])

    def _said_in(self, said: str) -> frozenset[str]:
        """The concepts that a folded text says."""
        concepts: set[str] = set()
        state = self._anywhere
        for word in _WORDS.findall(said):
            state = state.next.get(word) or self._step(state, word, self._root)
            if state.concepts:
                concepts |= state.concepts
        return frozenset(concepts)

    def said_from(self, words: Iterable[str]) -> Iterator[tuple[int, frozenset[str]]]:
        """The concepts said from the first of some words on, by how many words say them."""
        state = self._from_first
        for end, word in enumerate(words, 1):
            state = state.next.get(word) or self._step(state, word)
            if not state.nodes:
                return
            yield end, state.concepts

    def _step(self, state: _State, word: str, *begun: _Node) -> _State:
        """The state after a word; of those who may begin here too where they are given."""
        if self._steps > _MOST_STEPS_KEPT:
            self._forget()
        self._steps += 1
        nodes = dict.fromkeys(after for node in state.nodes for after in node.nodes_after(word))
        key = (*begun, *(node for node in nodes if node not in begun))
        state.next[word] = after = self._states.setdefault(key, _State(key))
        return after


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
