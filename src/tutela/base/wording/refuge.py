"""Whether words may say where people hide, or the way they would flee: a judge that asks.

It never decides. It finds words of three languages (data/refuge_words.csv) and how they stand
together in a sentence; a person answers whether the sentence says it. What it misses is told by a
frozen set of sentences (`tests/tutela/base/test_refuge.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.base.folding import plain_letters

TELLS, STAY, GO, COVER = "tells", "stay", "go", "cover"
"""The parts of refuge_words.csv: what says it alone; being somewhere, and going somewhere; what may
hide people. The list is wide on purpose: to be asked for nothing costs a person one answer."""

MOST_WORDS = 5
"""In how many words a form of the list is at most said."""

LONGEST = 40
"""In how many signs: what is longer is no word of it, and is not compared."""

_BETWEEN = re.compile(r"(?<=[.!?;\u061b\u061f])\s+|\n+")
_WORD = re.compile(r"[^\W_]+")
_BEFORE = ("\u0648", "\u0641", "\u0628", "\u0644", "\u0643")
_ARTICLE = "\u0627\u0644"
_LETTERS = str.maketrans(
    "\u0623\u0625\u0622\u0649\u0629\u0624\u0626", "\u0627\u0627\u0627\u064a\u0647\u0648\u064a"
)


def sentences_of(text: str) -> list[str]:
    """A text as its sentences, each as it stands.

    >>> sentences_of("Two wells. They hide in the reeds; it is flat.")
    ['Two wells.', 'They hide in the reeds;', 'it is flat.']
    """
    return [words for part in _BETWEEN.split(text) if (words := part.strip())]


def asks_refuge(*texts: str | None) -> list[str]:
    """The sentences of which a person is asked whether they say where people hide or flee to.

    Takes   texts in English, French or Arabic, in any mixture; None is none.
    Gives   those that name hiding or flight, and those in which somebody is, or goes, where people
            are not seen, or by a danger or a night; in the order of the texts. Time grows with the
            length of the text and with nothing else.

    >>> asks_refuge("Two wells. The women sleep in the reed beds.", None)
    ['The women sleep in the reed beds.']
    >>> asks_refuge("They fled from Hedra in June")
    []
    """
    return [
        sentence for text in texts if text for sentence in sentences_of(text) if _may_tell(sentence)
    ]


def _may_tell(sentence: str) -> bool:
    parts = set(_parts_of(sentence))
    if TELLS in parts:
        return True
    return COVER in parts and (STAY in parts or GO in parts)


def _parts_of(sentence: str) -> Iterator[str]:
    """Which parts of the list stand in a sentence."""
    exact, begins = _forms()
    words = _words_of(sentence)
    for start in range(len(words)):
        for number in range(1, min(MOST_WORDS, len(words) - start) + 1):
            said = " ".join(words[start : start + number])
            for form in _without_article(said):
                yield from exact.get(form, ())
                for length in range(3, min(len(form), LONGEST) + 1):
                    yield from begins.get(form[:length], ())


@cache
def _forms() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """The forms of the list, and those that are the beginning of a word, with their parts."""
    exact: dict[str, tuple[str, ...]] = {}
    begins: dict[str, tuple[str, ...]] = {}
    for row in shipped_rows("tutela.base", "refuge_words.csv"):
        words = " ".join(_words_of(row["form"]))
        forms = begins if row["form"].endswith("*") else exact
        forms[words] = (*forms.get(words, ()), row["part"])
    return exact, begins


def _without_article(said: str) -> set[str]:
    """The words, and without what Arabic writes together with the first and the last of them."""
    forms = {said}
    for word in (said, said[1:] if said.startswith(_BEFORE) else said):
        forms |= {word, word.removeprefix(_ARTICLE)}
    if said.startswith("\u0644\u0644"):
        forms.add(said[2:])
    return {form for form in forms if len(form) > 1}


def _words_of(text: str) -> list[str]:
    """The words of a text in small letters without accents; letters of Arabic that are written
    alike, as one."""
    return _WORD.findall(plain_letters(text).translate(_LETTERS))
