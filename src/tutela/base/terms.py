"""The terms of the field: one table, `data/terms.csv`, for the glossary and for labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from tutela.base.data_tables import shipped_rows

__all__ = ["Term", "terms", "translate_label"]


@dataclass(frozen=True, slots=True)
class Term:
    """One row of the table: a word, what it means, and where the code has it."""

    term: str
    part: str  # noun, verb, or state: how something stands
    held_by: str  # dotted name of the model, dataclass or function; "" where none
    un_term: str  # the word of UN texts for it; "" where they have none
    source: str  # the text the UN term is from; "" for general UN usage
    fr: str
    ar: str
    meaning: str
    where: str  # the pages, buttons or marks it is for; "" for everywhere
    avoid: tuple[str, ...]  # second words for it: none stands on a page; "=Keep" is a whole label
    avoid_fr: tuple[str, ...]  # the same in a translation of a label that has the term
    avoid_ar: tuple[str, ...]


@cache
def terms() -> tuple[Term, ...]:
    """Every term, in alphabetical order.

    >>> [term.un_term for term in terms() if term.term == "Break"]
    ['gap']
    """
    rows = shipped_rows("tutela.base", "terms.csv")
    return tuple(
        Term(
            term=row["term"],
            part=row["part"],
            held_by=row["class"],
            un_term=row["un_term"],
            source=row["source"],
            fr=row["fr"],
            ar=row["ar"],
            meaning=row["meaning"],
            where=row["where"],
            avoid=_words(row["avoid"]),
            avoid_fr=_words(row["avoid_fr"]),
            avoid_ar=_words(row["avoid_ar"]),
        )
        for row in rows
    )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(";") if word.strip())


def translate_label(label: str, language: Literal["fr", "ar"]) -> str | None:
    """What a label that is exactly a term is called in French or Arabic.

    Takes   the English label, in whatever case.
    Gives   the table's words, with a capital where the label has one; None where the label is no
            term, or is both a noun and a verb that are translated differently.

    >>> translate_label("Hotspot", "fr"), translate_label("hotspot", "ar")
    ('Point chaud', 'بؤرة ساخنة')
    >>> translate_label("Act", "fr") is None
    True
    """
    labels: set[str] = {
        getattr(term, language) for term in terms() if term.term.casefold() == label.casefold()
    }
    if len(labels) != 1:
        return None
    [words] = labels
    return words[0].upper() + words[1:] if label[0].isupper() else words
