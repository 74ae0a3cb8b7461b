"""Words cut to their stems in English, French and Arabic, so that one spelling finds another."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

from tutela.places.names import fold

LANGUAGES = {"en": "english", "fr": "french", "ar": "arabic"}

_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")


def stems_of(text: str, language: str | None = None) -> list[tuple[str, ...]]:
    """Each word of a text as itself and its stems; where the language is not known, in all three.

    Takes   any text; a language code of LANGUAGES, or None.
    Gives   one tuple a word, in order: the folded word, then the stems that differ from it.

    >>> stems_of("Villages attaqués", "fr")
    [('villages', 'villag'), ('attaques', 'attaqu')]
    >>> stems_of("المدارس") == stems_of("المَدارس")
    True
    """
    return [_stems(word, language) for word in _WORD.findall(fold(text))]


def stemmed(text: str, language: str | None = None) -> str:
    """A text as the index keeps it: every word and stem once, in order of first mention.

    >>> stemmed("Attacks on villages; a village attacked", "en")
    'attacks attack on villages villag a village attacked'
    """
    return " ".join(dict.fromkeys(stem for word in stems_of(text, language) for stem in word))


@lru_cache(maxsize=65_536)
def _stems(word: str, language: str | None) -> tuple[str, ...]:
    if _ARABIC.search(word):
        languages = ["ar"]
    else:
        languages = [language] if language in ("en", "fr") else ["en", "fr"]
    stems = (_stemmer(name).stemWord(word) for name in languages)
    return tuple(dict.fromkeys([word, *(stem for stem in stems if stem)]))


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(LANGUAGES[language])
