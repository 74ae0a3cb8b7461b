"""The abbreviations of the field, and those that a text uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tutela.base.shipped import shipped_rows

_WORD = re.compile(r"[A-Z][A-Z]*(?:-[A-Z]+)*s?")


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


def abbreviations_used(texts: Iterable[str], language: str) -> list[tuple[str, str]]:
    """The abbreviations some texts use, with what they stand for, in alphabetical order.

    Takes   language of the texts; an English one in a French text counts too.

    >>> abbreviations_used(["The JOC tells JMAC."], "en")[0]
    ('JMAC', 'Joint Mission Analysis Centre')
    >>> abbreviations_used(["Le POC et la PDC."], "fr")
    [('PDC', 'protection des civils'), ('POC', 'protection des civils')]
    """
    said = {word for text in texts for word in _WORD.findall(text) if len(word) > 1}
    spelled_out = {
        short: one.long(language)
        for one in abbreviations()
        for short in (one.short_en, one.short(language))
        if short in said
    }
    return sorted(spelled_out.items())
