"""A mission's own words for the terms of the glossary: a table, checked, as labels take it.

    rows = read_own_words(text_of_the_file, "words.csv")
    labels_of(rows)["en"]["hotspot"]           'danger spot'

Only whole labels are replaced. Words inside sentences stay: French agrees them, Arabic bends them,
and a table of nouns knows neither.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import BadParameter
from tutela.base.messages import say, term
from tutela.base.terms import terms

LANGUAGES = ("en", "fr", "ar")
COLUMNS = ("term", "language", "one", "many")
MOST_ROWS = 600
MOST_SIGNS = 60

_WORDS = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’\-]|\d(?=\d|$| ))*", re.U)

WHY_FIXED = {
    "alarm": term("a level of alarm means the same in every mission"),
    "marking": term("a marking is read by others too"),
    "consent": term("a word of consent is never changed"),
    "safety": term("a word of somebody's safety is never changed"),
}

CALMING = frozenset(
    {"safe", "secure", "no risk", "unclassified", "confidential", "strictly confidential"}
    | {"sûr", "sans risque", "non classifié", "confidentiel", "strictement confidentiel"}
    | {"آمن", "بلا خطر", "غير سري", "سري", "سري للغاية"}
    | {"watch", "warning", "imminent", "ongoing", "low", "high", "very high", "verified"}
)
"""Words that no term may be called: they would say of a place or a paper what nobody decided."""


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A mission's words for a term in one language; many, where it stands for several."""

    term: str
    language: str
    one: str
    many: str = ""


@cache
def fixed_terms() -> Mapping[str, str]:
    """The terms that keep their word, and the kind of reason.

    >>> fixed_terms()["Classification"]
    'marking'
    """
    return {row["term"]: row["why"] for row in shipped_rows("tutela.base", "fixed_terms.csv")}


@cache
def nouns() -> Mapping[str, str]:
    """The nouns of the glossary that may be replaced, and what each means.

    >>> "Hotspot" in nouns(), "Alert level" in nouns(), "Adopt" in nouns()
    (True, False, False)
    """
    return {
        row.term: row.meaning
        for row in terms()
        if row.part == "noun" and row.term not in fixed_terms() and "(" not in row.term
    }


def several(noun: str) -> str:
    """An English noun as labels have it for several.

    >>> several("Hotspot"), several("Priority"), several("Escort asked of a unit")
    ('Hotspots', 'Priorities', 'Escorts asked of a unit')
    """
    head, between, rest = noun.partition(" of ")
    first, asked, more = head.partition(" asked")
    if re.search(r"[^aeiou]y$", first):
        first = f"{first[:-1]}ies"
    else:
        first += "es" if re.search(r"(?:s|x|ch|sh)$", first) else "s"
    return f"{first}{asked}{more}{between}{rest}"


def read_own_words(text: str, where: str, *, roles: Iterable[str] = ()) -> tuple[OwnWord, ...]:
    """The rows of a table of terms, checked; rows whose `one` is blank are left out.

    Takes   text, CSV with the columns of COLUMNS, others are passed over; where, the file's name;
            roles, labels of roles, which may be replaced beside the nouns of the glossary.
    Raises  BadParameter with the line for a term that is none or keeps its word, a language nobody
            has, and words that say something else already.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    lacking = [name for name in COLUMNS[:3] if name not in (reader.fieldnames or ())]
    if lacking:
        raise BadParameter(
            say("the columns {names} are not there", names=", ".join(lacking)),
            where=where,
            next=say("take the table down from this page, and fill it in"),
        )
    rows: list[OwnWord] = []
    for number, row in enumerate(reader, 2):
        if number > MOST_ROWS * len(LANGUAGES):
            raise BadParameter(say("the table is longer than the glossary"), where=where)
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if cells["one"]:
            rows.append(OwnWord(**cells))
            _check(rows[-1], say("{file}, line {n}", file=where, n=number), frozenset(roles))
    _check_together(rows, where)
    return tuple(rows)


def _check(row: OwnWord, where: str, roles: frozenset[str]) -> None:
    why = fixed_terms().get(row.term)
    if why is not None:
        raise BadParameter(
            say("“{term}” keeps its word: {why}", term=row.term, why=WHY_FIXED[why]),
            where=where,
            next=say("leave the line out"),
        )
    if row.term not in nouns() and row.term not in roles:
        raise BadParameter(
            say("“{term}” is no noun of the glossary and no role", term=row.term[:MOST_SIGNS]),
            where=where,
            next=say("write it as the table on this page has it"),
        )
    if row.language not in LANGUAGES:
        raise BadParameter(
            say("“{language}” is no language of the platform", language=row.language[:20]),
            where=where,
            next=say("use one of: {names}", names=", ".join(LANGUAGES)),
        )
    others = {noun.term.casefold() for noun in terms()} | {label.casefold() for label in roles}
    for words in filter(None, (row.one, row.many)):
        if len(words) > MOST_SIGNS or not _WORDS.fullmatch(words):
            raise BadParameter(
                say("“{words}” is no label: letters and spaces, at most 60", words=words[:70]),
                where=where,
                next=say("write it shorter, without signs"),
            )
        own = (row.term.casefold(), several(row.term).casefold())
        if words.casefold() in CALMING or (
            row.language == "en" and words.casefold() in others and words.casefold() not in own
        ):
            raise BadParameter(
                say("“{words}” says something else already", words=words),
                where=where,
                next=say("choose words that nothing else is called"),
            )


def _check_together(rows: list[OwnWord], where: str) -> None:
    """Raise where a term has two words in one language, or two terms have one."""
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        keys = {("term", row.language, row.term), ("one", row.language, row.one.casefold())}
        if keys & seen:
            raise BadParameter(
                say("“{term}” or its words stand twice in one language", term=row.term),
                where=where,
                next=say("keep one of the lines"),
            )
        seen |= keys


def write_own_words(rows: Iterable[OwnWord], *, roles: Iterable[str] = ()) -> str:
    """The whole table as CSV: what is replaced, and a blank line for each term that may be.

    >>> write_own_words(()).splitlines()[0]
    'term,language,one,many,meaning'
    """
    row_of = {(row.term, row.language): row for row in rows}
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow([*COLUMNS, "meaning"])
    for noun in [*sorted(roles), *nouns()]:
        for language in LANGUAGES:
            row = row_of.get((noun, language))
            words = (row.one, row.many) if row else ("", "")
            table.writerow([noun, language, *words, nouns().get(noun, "")])
    return file.getvalue()


def labels_of(rows: Iterable[OwnWord]) -> dict[str, dict[str, str]]:
    """By language, each whole label that is replaced, and by what: as it stands at the beginning
    of a line and within one.

    >>> labels_of([OwnWord("Hotspot", "fr", "Point de danger")])["fr"]
    {'Hotspot': 'Point de danger', 'hotspot': 'point de danger'}
    """
    labels_in: dict[str, dict[str, str]] = {}
    for row in rows:
        labels = labels_in.setdefault(row.language, {})
        pairs = [(row.term, row.one)]
        if row.many:
            pairs.append((several(row.term), row.many))
        for label, words in pairs:
            labels[label] = words
            lower = label[:1].lower() + label[1:]
            if label[1:2].islower():
                labels.setdefault(lower, words[:1].lower() + words[1:])
    return labels_in
