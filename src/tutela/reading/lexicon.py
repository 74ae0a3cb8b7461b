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
all forms but the last. A text is parted into words once, each word is looked up, and phrases are
followed from their first word: what it costs grows with the length of the text and no faster.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import StringIO

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
    found = []
    folder = files("tutela.reading") / "lexicon"
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        lines = csv.DictReader(StringIO(path.read_text("utf-8"), newline=""), strict=True)
        found += [Row(**line) for line in lines]
    return tuple(found)


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


@lru_cache(maxsize=512)
def concept(*names: str) -> Concept:
    """What tells whether a text says one of these concepts.

    Raises  KeyError if the lexicon has no such concept.
    """
    return Concept(row for name in names for row in _by_concept()[name])


_WORDS = re.compile(r"\w+|[^\w ]|  +")
"""Words, and what parts them if it is more than one space: a phrase does not go on over a comma."""
_PIECES = re.compile(r"\+\d+|[\w*]+|[^\w ]")
"""What a row is made of: words with their stars, signs, and numbers of words between."""
_MOST_WORDS_KEPT = 50_000
_Phrase = tuple[str, ...]


class Concept:
    """Words and phrases that say one thing.

    >>> said = Concept([Row("x", "en", "near", "attack* +2 market", *[""] * 4)])
    >>> said.is_in("they attacked the old market"), said.is_in("attacked, then market day")
    (True, False)
    >>> said.is_whole("attack on market"), said.is_whole("an attack on market")
    (True, False)
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._exact: dict[str, list[_Phrase]] = defaultdict(list)
        self._stems: dict[str, list[_Phrase]] = defaultdict(list)
        self._ends: dict[str, list[_Phrase]] = defaultdict(list)
        self._parts: list[tuple[str, _Phrase]] = []
        self._seen: dict[str, tuple[bool, tuple[_Phrase, ...]]] = {}
        written = []
        for row in rows:
            if row.form == "written":
                written.append(row.text)
            else:
                self._add(_phrase_of(row))
        self._written = _as_written(written)

    def _add(self, phrase: _Phrase) -> None:
        first, rest = phrase[0], phrase[1:]
        if first[0] == "*" and first[-1] == "*":
            self._parts.append((first[1:-1], rest))
        elif first[0] == "*":
            self._ends[first[1:]].append(rest)
        elif first[-1] == "*":
            self._stems[first[:-1]].append(rest)
        else:
            self._exact[first].append(rest)

    def is_in(self, said: str) -> bool:
        """Whether a folded text says it anywhere."""
        words = _WORDS.findall(said)
        seen = self._seen
        for at, word in enumerate(words):
            alone, goes_on = seen.get(word) or self._look_up(word)
            if alone:
                return True
            for rest in goes_on:
                if any(_ends_of(words, at + 1, rest)):
                    return True
        return False

    def begins(self, said: str) -> bool:
        """Whether a folded text begins by saying it."""
        words = _WORDS.findall(said)
        if not words:
            return False
        alone, goes_on = self._seen.get(words[0]) or self._look_up(words[0])
        return alone or any(any(_ends_of(words, 1, rest)) for rest in goes_on)

    def is_whole(self, said: str) -> bool:
        """Whether a folded text says it and nothing beside."""
        words = _WORDS.findall(said)
        if not words:
            return False
        alone, goes_on = self._seen.get(words[0]) or self._look_up(words[0])
        if len(words) == 1 and alone:
            return True
        return any(len(words) in _ends_of(words, 1, rest) for rest in goes_on)

    def is_written_in(self, text: str) -> bool:
        """Whether a text says it in its rows of the form `written`."""
        return bool(self._written and self._written.search(text))

    def _look_up(self, word: str) -> tuple[bool, tuple[_Phrase, ...]]:
        """Whether a word says it alone, and the rests of the phrases that it begins."""
        rests = list(self._exact.get(word, ()))
        if self._stems:
            for end in range(1, len(word) + 1):
                rests += self._stems.get(word[:end], ())
        if self._ends:
            for start in range(len(word)):
                rests += self._ends.get(word[start:], ())
        rests += [rest for letters, rest in self._parts if letters in word]
        found = (() in rests, tuple(rest for rest in dict.fromkeys(rests) if rest))
        if len(self._seen) >= _MOST_WORDS_KEPT:
            self._seen.clear()
        self._seen[word] = found
        return found


def _phrase_of(row: Row) -> _Phrase:
    if row.form == "stem":
        return (f"{row.text}*",)
    if row.form == "part":
        return (f"*{row.text}*",)
    return tuple(_PIECES.findall(row.text))


def _ends_of(words: list[str], at: int, rest: _Phrase) -> Iterator[int]:
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
