"""The abbreviations of a text: which it uses, what each may stand for, and how they are listed.

What a word of capitals stands for is a mission's own: UPC is a formed police unit in one text and
an armed group in the next. The shipped table proposes; a person of the mission confirms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from tutela.base.data_tables import shipped_rows

_WORD = re.compile(r"(?<![\w/.-])[A-Z]{2,}(?:-[A-Z]+)*s?(?![A-Za-z0-9_/]|-[A-Z0-9])")
_ROMAN = re.compile(r"[IVX]+")
LONGEST = 9
"""A longer word of capitals is a word that is shouted, or the title of something."""


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An abbreviation as English and French write it, and what it stands for in three languages.

    Arabic texts write the English one.
    """

    short_en: str
    short_fr: str
    en: str
    fr: str
    ar: str

    def short(self, language: str) -> str:
        """As texts of a language write it."""
        return self.short_fr if language == "fr" else self.short_en

    def long(self, language: str) -> str:
        """What it stands for in a language; in English where the language is another."""
        return {"fr": self.fr, "ar": self.ar}.get(language, self.en)


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """The table, in alphabetical order.

    >>> next(one.fr for one in abbreviations() if one.short_en == "POC")
    'protection des civils'
    """
    return tuple(Abbreviation(**row) for row in shipped_rows("tutela.base", "abbreviations.csv"))


def words_abbreviated(texts: Iterable[str]) -> Counter[str]:
    """The words of capitals that some texts use, and how often; codes and numerals are none.

    >>> dict(words_abbreviated(["The JOC tells UPC: annex II, S/RES/9001, M-001; POC-led."]))
    {'JOC': 1, 'UPC': 1, 'POC': 1}
    """
    found = (word for text in texts for word in _WORD.findall(text))
    return Counter(word for word in found if len(word) <= LONGEST and not _ROMAN.fullmatch(word))


def shipped_meanings(short: str) -> dict[str, str]:
    """What a word may stand for by the shipped table, in each language; nothing where it has none.

    >>> shipped_meanings("ONG")["fr"], shipped_meanings("XYZ")
    ('organisation non gouvernementale', {})
    """
    of_word = [
        abbreviation
        for abbreviation in abbreviations()
        if short in (abbreviation.short_en, abbreviation.short_fr)
    ]
    of_word.sort(key=lambda one: short != one.short_en)  # as English writes it comes first
    return (
        {language: of_word[0].long(language) for language in ("en", "fr", "ar")} if of_word else {}
    )


def list_abbreviations(
    texts: Iterable[str], meanings: Mapping[str, str], language: str
) -> list[tuple[str, str]]:
    """The abbreviations some texts use and a mission explains, each meaning once.

    Takes   meanings, what the mission says each stands for in the language of the paper.
    Gives   how it is written, the other ways to write it behind it, and what it stands for; in
            alphabetical order.

    >>> confirmed = {"ONG": "organisation non gouvernementale",
    ...              "NGOs": "organisations non gouvernementales"}
    >>> list_abbreviations(["Les ONG et les NGOs, la COC."], confirmed, "fr")
    [('ONG, NGOs', 'organisation non gouvernementale')]
    """
    own = {abbreviation.short(language) for abbreviation in abbreviations()}
    used = words_abbreviated(texts)
    by_meaning: dict[str, list[str]] = {}
    for short in sorted(meanings.keys() & used.keys(), key=lambda one: (one not in own, one)):
        by_meaning.setdefault(_without_plural(meanings[short]), []).append(short)
    rows = [(", ".join(shorts), meanings[shorts[0]]) for shorts in by_meaning.values()]
    return sorted(rows)


def _without_plural(meaning: str) -> str:
    return " ".join(word.rstrip("sx") for word in meaning.casefold().split())
