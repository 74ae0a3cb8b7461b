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
_Phrase = tuple[str, ...]
_Rests = list[tuple[str, _Phrase]]
"""Concepts, and of each the rest of a phrase whose first word was found; () where that was all."""


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
        if words:
            alone, by_next, others = self._index().look_up(words[0])
            if self.name in alone:
                yield 1
            for name, rest in (*by_next.get(words[1] if words[1:] else "", ()), *others):
                if name == self.name:
                    yield from _ends_of(words, 1, rest)


class _Index:
    """Rows of all concepts by the first word of each: a text is gone through once for all."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._exact: dict[str, _Rests] = defaultdict(list)
        self._stems: dict[str, _Rests] = defaultdict(list)
        self._ends: dict[str, _Rests] = defaultdict(list)
        self._parts: dict[str, _Rests] = defaultdict(list)
        for row in rows:
            if row.form != "written":
                first, *rest = _phrase_of(row)
                within = {
                    (False, False): self._exact,
                    (False, True): self._stems,
                    (True, False): self._ends,
                    (True, True): self._parts,
                }[first[0] == "*", first[-1] == "*"]
                within[first.strip("*")].append((row.concept, tuple(rest)))
        self.look_up = lru_cache(maxsize=_MOST_WORDS_KEPT)(self._look_up)
        self.said_in = lru_cache(maxsize=_MOST_TEXTS_KEPT)(self._said_in)

    def _said_in(self, said: str) -> frozenset[str]:
        """The concepts that a folded text says."""
        words = _WORDS.findall(said)
        concepts: set[str] = set()
        for at, (word, after) in enumerate(pairwise([*words, ""]), 1):
            alone, by_next, others = self.look_up(word)
            concepts |= alone
            for name, rest in (*by_next.get(after, ()), *others):
                if name not in concepts and any(_ends_of(words, at, rest)):
                    concepts.add(name)
        return frozenset(concepts)

    def _look_up(self, word: str) -> tuple[frozenset[str], dict[str, _Rests], _Rests]:
        """The concepts that a word says alone; the rests of phrases that it begins, by their next
        word; and those of which the next word may be any of several."""
        rests = list(self._exact.get(word, ()))
        for cut in range(1, len(word) + 1):
            rests += self._stems.get(word[:cut], ())
            rests += self._ends.get(word[-cut:], ())
        for letters, of_letters in self._parts.items():
            if letters in word:
                rests += of_letters
        alone = frozenset(name for name, rest in rests if not rest)
        by_next: dict[str, _Rests] = defaultdict(list)
        others: _Rests = []
        for name, rest in dict.fromkeys(rests):
            if rest:
                several = rest[0][0] == "+" or "*" in rest[0]
                (others if several else by_next[rest[0]]).append((name, rest))
        return alone, dict(by_next), others


def _phrase_of(row: Row) -> _Phrase:
    if row.form == "stem":
        return (f"{row.text}*",)
    if row.form == "part":
        return (f"*{row.text}*",)
    return tuple(_PIECES.findall(row.text))


def _ends_of(words: Sequence[str], at: int, rest: _Phrase) -> Iterator[int]:
    """Where a phrase ends whose next word would stand at a place, once for each way to read it."""
    if not rest:
        yield at
        return
    if rest[0][0] == "+":
        for skipped in range(int(rest[0][1:]) + 1):
            yield from _ends_of(words, at + skipped, rest[1:])
            if at + skipped >= len(words) or not _may_stand_between(words[at + skipped]):
                return
        return
    if at < len(words) and _is_word(words[at], rest[0]):
        yield from _ends_of(words, at + 1, rest[1:])


def _may_stand_between(word: str) -> bool:
    """Whether a phrase goes on over this: a word, or the bar between two cells of a row."""
    return word[0].isalnum() or word == "|"


def _is_word(word: str, asked: str) -> bool:
    if "*" not in asked:
        return word == asked
    bare = asked.strip("*")
    if not bare:
        return word[0].isalnum()
    if asked[0] != "*":
        return word.startswith(bare)
    return bare in word if asked[-1] == "*" else word.endswith(bare)


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
