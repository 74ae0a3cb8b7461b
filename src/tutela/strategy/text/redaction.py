"""Striking passages from a text: what is left is what a person wrote, to the letter.

The machine finds names that should not leave; it strikes and puts into other words nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STRUCK = "[…]"
"""What stands in the place of a passage: a reader sees that something was left out."""


@dataclass(frozen=True, slots=True)
class Strike:
    """A passage from `start` up to `end` of a text, and why it was struck."""

    start: int
    end: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a text: where, what kind of name, and the words."""

    start: int
    end: int
    kind: str
    words: str


def merge_strikes(strikes: Iterable[Strike]) -> list[Strike]:
    """The strikes in order; those that touch or overlap as one.

    >>> merge_strikes([Strike(5, 9), Strike(0, 3, "unit"), Strike(2, 5)])
    [Strike(start=0, end=9, why='unit')]
    """
    merged: list[Strike] = []
    for strike in sorted(strikes, key=lambda s: (s.start, s.end)):
        if merged and strike.start <= merged[-1].end:
            last = merged[-1]
            merged[-1] = Strike(last.start, max(last.end, strike.end), last.why or strike.why)
        else:
            merged.append(strike)
    return merged


def redact_text(text: str, strikes: Iterable[Strike]) -> str:
    """The text without the struck passages.

    >>> redact_text("Kestrel company guards the market.", [Strike(0, 15, "unit")])
    '[…] guards the market.'
    >>> redact_text("All of it.", [])
    'All of it.'
    """
    left, at = [], 0
    for merged_strike in merge_strikes(strikes):
        left += [text[at : merged_strike.start], STRUCK]
        at = merged_strike.end
    return "".join([*left, text[at:]])


def found_names(text: str, names: Mapping[str, Iterable[str]]) -> list[Name]:
    """Where names stand in a text, as whole words, whatever their case and what parts them.

    Takes   names by their kind; the longest wins where several begin at one word.

    >>> [(n.kind, n.words) for n in found_names("The Kestrel-Company, Kestrels, Luma.",
    ...                                         {"unit": ["Kestrel", "kestrel company"]})]
    [('unit', 'Kestrel-Company')]
    """
    kinds = {_words(name): kind for kind, group in names.items() for name in group}
    kinds.pop((), None)
    longest = max(map(len, kinds), default=0)
    hits = list(_WORD.finditer(text))
    told = [hit[0].casefold() for hit in hits]
    names_found, at = [], 0
    while at < len(hits):
        for n in range(min(longest, len(hits) - at), 0, -1):
            if (kind := kinds.get(tuple(told[at : at + n]))) is not None:
                start, end = hits[at].start(), hits[at + n - 1].end()
                names_found.append(Name(start, end, kind, text[start:end]))
                at += n - 1
                break
        at += 1
    return names_found


_WORD = re.compile(r"\w+")


def _words(name: str) -> tuple[str, ...]:
    words = tuple(_WORD.findall(name.casefold()))
    return words if len("".join(words)) > 1 else ()


def standing(names: Iterable[Name], strikes: Iterable[Strike]) -> list[Name]:
    """The names no strike covers.

    >>> standing([Name(0, 7, "unit", "Kestrel")], [Strike(0, 15)])
    []
    """
    struck = merge_strikes(strikes)
    return [
        name
        for name in names
        if not any(s.start <= name.start and name.end <= s.end for s in struck)
    ]


def passages(text: str) -> list[tuple[int, int]]:
    """Where the paragraphs of a text begin and end.

    >>> passages("One.\\n\\nTwo.\\n")
    [(0, 4), (6, 10)]
    """
    return [(hit.start(), hit.end()) for hit in re.finditer(r"[^\n]*\S[^\n]*", text)]
