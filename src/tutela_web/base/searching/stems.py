"""Words cut to their stems in English, French and Arabic, so that one spelling finds another."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from tutela.places.names import fold

LANGUAGES = {"en": "english", "fr": "french", "ar": "arabic"}

_WORD = re.compile(r"[^\W_]+")
_ELIDED = re.compile(r"\b([ldjcmnst]|qu)['’ʼ](?=[^\W\d_])", re.IGNORECASE)
_ARABIC = re.compile(r"[\u0600-\u06ff]")


def stems_of(text: str, language: str | None = None) -> list[tuple[str, ...]]:
    """Each word of a text as itself and its stems; where the language is not known, in all three.

    Takes   any text; a language code of LANGUAGES, or None.
    Gives   one tuple a word, in order: the folded word, then the stems that differ from it. A word
            after an elision is there with and without it, since N'Djamena is a name.

    >>> stems_of("Villages attaqués", "fr")
    [('villages', 'villag'), ('attaques', 'attaqu')]
    >>> stems_of("l'école", "fr")
    [('lecole', 'lecol', 'ecole', 'ecol')]
    >>> stems_of("المدارس") == stems_of("المَدارس")
    True
    """
    stems_by_word: list[tuple[str, ...]] = []
    for chunk in _ELIDED.sub(r" \1\0", text).split():
        bare = _WORD.findall(fold(chunk.partition("\0")[2]))
        words = _WORD.findall(fold(chunk.replace("\0", "'")))
        stems = [_stems(word, language) for word in words]
        if bare and stems:
            stems[0] = tuple(dict.fromkeys([*stems[0], *_stems(bare[0], language)]))
        stems_by_word += stems
    return stems_by_word


def stem_text(text: str, language: str | None = None) -> str:
    """A text as the index keeps it: every word and stem once, in order of first mention.

    >>> stem_text("Attacks on villages; a village attacked", "en")
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
    import snowballstemmer

    return snowballstemmer.stemmer(LANGUAGES[language])
