"""The languages of resolutions: how a text is known to be in one, and the words it is read by.

Everything about a language stands in `data/reading.csv`. One with a row for `council` is read;
the others are known by name, so that a text in them is refused with what to do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import UnknownFormat
from tutela.base.messages import say, term

LEAST_WORDS = 12
"""So few words are no text: nothing is said of its language."""

LEAST_COMMON = 0.08
"""Of running text a sixth or more are the common words of its language; from half of that on it
is taken for known [P]: headings and lists of names have fewer."""

_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    table: dict[str, dict[str, str]] = {}
    for row in shipped_rows("tutela.mandate", "reading.csv"):
        table.setdefault(row["language"], {})[row["part"]] = row["words"]
    return MappingProxyType(table)


def words_of(part: str) -> dict[str, list[str]]:
    """One part of each language that has it, as a list of words.

    >>> words_of("council")["fr"]
    ['Le Conseil de sécurité']
    """
    return {
        language: parts[part].split("; ") for language, parts in _table().items() if part in parts
    }


READ = tuple(words_of("council"))
"""The languages that resolutions are read in."""


def name_of(language: str) -> str:
    """The English name of a language, marked for translation.

    >>> name_of("ar")
    'Arabic'
    """
    return term(_table()[language]["name"])


def names() -> list[str]:
    """The English names of every language known.

    >>> names()[:3]
    ['English', 'French', 'Arabic']
    """
    return [parts["name"] for parts in _table().values()]


@cache
def pattern_of(part: str, language: str) -> str:
    """A part of one language as a pattern.

    >>> pattern_of("resolution", "fr")
    'Résolution'
    """
    return _table()[language][part]


def any_of(words: Iterable[str]) -> str:
    """A pattern of many words, the longest first.

    >>> any_of(["may", "mayor"])
    'mayor|may'
    """
    return "|".join(sorted(words, key=len, reverse=True))


def language_of(text: str) -> str:
    """The language a text is written in, as its code; empty where it is none we know, or too short.

    >>> language_of("The Council decides to extend the mandate of the mission in all of the land")
    'en'
    >>> language_of("Le Conseil décide de proroger le mandat de la Mission dans les limites des "
    ... "moyens dont elle dispose")
    'fr'
    >>> language_of("El Consejo decide prorrogar el mandato de la Misión para que proteja a los "
    ... "civiles en las zonas")
    'es'
    """
    if len(_HAN.findall(text[:20_000])) > LEAST_WORDS:
        return "zh"
    told = Counter(word.casefold() for word in _WORD.findall(text[:200_000]))
    every = sum(told.values())
    if every < LEAST_WORDS:
        return ""
    common = {
        language: sum(told[word] for word in words)
        for language, words in words_of("common").items()
    }
    best = max(common, key=lambda one: common[one])
    return best if common[best] >= LEAST_COMMON * every else ""


def reading_language(text: str) -> str:
    """The language a text is read as: that of the Council's name in it, else of its words.

    >>> reading_language("Le Conseil de sécurité,")
    'fr'
    """
    for language, names in words_of("council").items():
        if any(name in text for name in names):
            return language
    found = language_of(text)
    return found if found in READ else READ[0]


def require_language(text: str, where: str) -> None:
    """Refuse a text that no rules are written for: nothing found in it would mean nothing.

    Takes   where, how the text is called.
    Raises  UnknownFormat with what to do.
    """
    language = language_of(text)
    if language in READ or (not language and len(_WORD.findall(text)) < LEAST_WORDS):
        return
    refusal = (
        say("the text is in {language}, which is not read", language=name_of(language))
        if language
        else say("the text is in a language that is not known")
    )
    raise UnknownFormat(
        refusal,
        where=where,
        next=say("give the official English, French or Arabic text of the resolution"),
    )
