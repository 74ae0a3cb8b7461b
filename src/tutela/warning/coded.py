"""Reading one text message: coded by the card, or free words in English, French or Arabic.

It proposes and never refuses: whatever it cannot read stays in `rest`, and a person reads the
words. The card: a code, the place, then in any order how many, heading where, and whether the
sender is safe: "3 LUMA 60 N OK".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from tutela.places.names import fold
from tutela.warning.clocks import LEVELS

ROUTINE = "routine"
"""The act of a test or a routine answer: it opens no alert."""

SAFE = {"ok": True, "safe": True, "sauf": True, "امن": True, "بامان": True,
        "d": False, "danger": False, "خطر": False}  # fmt: skip
"""Words that say whether the sender is safe."""

_ELIDED = re.compile(r"\b[cdjlmnst]['’]", re.IGNORECASE)
"""French words that lean on the next: "l'école" is told by "école"."""

BEFORE_A_PLACE = frozenset({
    "at", "in", "near", "to", "from", "of", "a", "au", "aux", "pres", "vers", "dans", "de", "du",
    "في", "عند", "قرب", "الي", "من",
})  # fmt: skip
MOST_PLACE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Read:
    """What a message seems to say; nothing of it is certain.

    act, level   of the tables; None where no word of theirs is in it
    tripwire     the rule it trips, or blank
    place_words  what may be a place's name, as written; to be looked up by who knows places
    number       how many, if one figure is in it
    heading      north, south, east, west, or blank
    caller_safe  None where it is not said
    rest         what was not used, as written
    language     en, fr, ar, or blank
    coded        whether it follows the card
    """

    act: str | None = None
    level: str | None = None
    tripwire: str = ""
    place_words: str = ""
    number: int | None = None
    heading: str = ""
    caller_safe: bool | None = None
    rest: str = ""
    language: str = ""
    coded: bool = False


def read(words: str) -> Read:
    """Read one message.

    Takes   the words as they came, in any script; digits of any script count.
    Gives   Read; an empty message reads as nothing.

    >>> read("3 Luma 60 N OK")
    Read(act='armed movement', level='imminent', tripwire='', place_words='Luma', number=60,
         heading='north', caller_safe=True, rest='', language='', coded=True)
    >>> read("Ils tirent à Luma, environ 20 hommes").act
    'attack going on'
    """
    tokens = _digits(words).split()
    row = codes().get(tokens[0].rstrip(".:,;)-")) if tokens else None
    if row is not None and _like_the_card(tokens[1:]):
        return _coded(row, tokens[1:])
    return _free(words)


def _like_the_card(tokens: list[str]) -> bool:
    """Whether a place follows the figure: "3 Luma", and not "3 men came to Luma"."""
    return len(tokens) <= 2 or tokens[0][0].isupper() or _is_arabic(tokens[0])


@cache
def codes() -> Mapping[str, Mapping[str, str]]:
    """The rows of the card by code."""
    return {row["code"]: row for row in _table("codes.csv")}


def _coded(row: Mapping[str, str], tokens: list[str]) -> Read:
    number, heading, safe = None, "", None
    place: list[str] = []
    rest: list[str] = []
    ended = False  # of the place's name: what stands behind a figure or a sign is none of it
    for token in tokens:
        word = fold(token).strip(".,;:!?")
        if number is None and re.fullmatch(r"\d{1,6}", word):
            number, ended = int(word), True
        elif place and not heading and word in directions():
            heading, ended = directions()[word], True
        elif place and safe is None and word in SAFE:
            safe, ended = SAFE[word], True
        elif not ended and len(place) < MOST_PLACE_WORDS:
            place.append(token.strip(".,;:!?"))
        else:
            rest.append(token)
            ended = True
    return Read(row["act"], row["level"] or None, row["tripwire"], " ".join(place), number, heading,
                safe, " ".join(rest), "", True)  # fmt: skip


def _free(words: str) -> Read:
    folded = f" {fold(_ELIDED.sub(' ', _digits(words)))} "
    found = [
        (LEVELS.index(row["level"]), -order, row)
        for order, row in enumerate(stems())
        if any(f" {stem}" in folded for stem in row["stems"].split("|"))
    ]
    row = max(found, key=lambda one: one[:2])[2] if found else None
    figures = re.findall(r"(?<![\d.])\d{1,6}(?![\d.])", _digits(words))
    tokens = folded.split()
    heading = next((directions()[t] for t in tokens if len(t) > 2 and t in directions()), "")
    return Read(
        row["act"] if row else None, row["level"] if row else None, "", _place_of(words),
        int(figures[0]) if len(figures) == 1 else None, heading, _safe_of(folded),
        words.strip(), row["language"] if row else _language(words),
    )  # fmt: skip


def _place_of(words: str) -> str:
    """Up to three words behind "at", "à" or "في": where a name is written with a great letter, as
    long as it goes on so."""
    tokens = words.split()
    for at, token in enumerate(tokens[:-1]):
        if fold(token) not in BEFORE_A_PLACE:
            continue
        name: list[str] = []
        for word in tokens[at + 1 : at + 1 + MOST_PLACE_WORDS]:
            bare = word.strip(".,;:!?()\"'،؛")
            if not bare or not (bare[0].isupper() or _is_arabic(bare)):
                break
            name.append(bare)
            if bare != word.rstrip("()\"'") or _is_arabic(bare):
                break  # a stop ends the name; in Arabic nothing shows where it ends
        if name:
            return " ".join(name)
    return ""


def _safe_of(folded: str) -> bool | None:
    if any(said in folded for said in (" not safe ", " danger ", " pas en securite ", " خطر ")):
        return False
    said = (" i am safe ", " we are safe ", " en securite ", " بامان ")
    return True if any(words in folded for words in said) else None


def _language(words: str) -> str:
    return "ar" if any(map(_is_arabic, words)) else ""


def _is_arabic(text: str) -> bool:
    return "\u0600" <= text[:1] <= "\u06ff"


def _digits(words: str) -> str:
    """Digits of every script as 0 to 9."""
    return "".join(str(unicodedata.digit(c, c)) if c.isdigit() else c for c in words)


@cache
def directions() -> Mapping[str, str]:
    """Words for the four directions."""
    return {row["word"]: row["means"] for row in _table("directions.csv")}


@cache
def stems() -> list[dict[str, str]]:
    """The beginnings of words that tell of an act, folded, by language."""
    return [row | {"stems": "|".join(map(fold, row["stems"].split("|")))}
            for row in _table("stems.csv")]  # fmt: skip


def _table(name: str) -> list[dict[str, str]]:
    text = (files("tutela.warning") / "data" / name).read_bytes()
    rows = pl.read_csv(text, infer_schema=False).fill_null("").to_dicts()
    return [{key: str(value) for key, value in row.items()} for row in rows]
