"""Passages of a paper that hold what somebody looks for, with the page to quote them by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

AROUND = 240
"""So many signs of a page stand around what was found."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a page, and its number, from 1."""

    page: int
    words: str


def find_passages(pages: Sequence[str], wanted: Sequence[Sequence[str]]) -> list[Passage]:
    """The pages that hold every word looked for, with the words around the first.

    Takes   pages, the words of each; wanted, for each word its spellings and stems, folded.
    Gives   in the order of the pages; none where nothing is looked for.

    >>> find_passages(["The cover", "A patrol left at night."], [["patrol"], ["night"]])
    [Passage(page=2, words='A patrol left at night.')]
    """
    passages = []
    for number, text in enumerate(pages, start=1):
        folded = text.casefold()
        spots = [
            min((folded.find(one) for one in word if one in folded), default=-1) for word in wanted
        ]
        if wanted and min(spots) >= 0:
            begin = max(0, spots[0] - AROUND)
            words = " ".join(text[begin : spots[0] + AROUND].split())
            passages.append(Passage(number, words))
    return passages
