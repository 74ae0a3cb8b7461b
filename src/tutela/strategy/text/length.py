"""Whether a strategy is short and written for action: how long it is, and what is tied to nothing.

A count, no verdict: whether the words are good, a reader says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tutela.base.writing import paragraphs
from tutela.strategy.elements import SECTIONS

SHRUNK = 0.5
"""A section that keeps no more than this share of the words of the edition before is told [P]."""

MOST_WORDS = 900
"""Words of a section from which it is called long [P]: a strategy of twenty pages."""


def shrank(before: str, now: str) -> bool:
    """Whether a text lost half its words or more.

    >>> shrank("We patrol by day and by night.", "We patrol."), shrank("", "")
    (True, False)
    """
    was = len(before.split())
    return was > 0 and len(now.split()) <= SHRUNK * was


@dataclass(frozen=True, slots=True)
class Length:
    """One section measured.

    loose  its paragraphs that name no risk, no activity and no owner, with their place in it
    """

    letter: str
    words: int
    paragraphs: int
    long: bool
    loose: tuple[tuple[int, str], ...]

    @property
    def name(self) -> str:
        """What the section is called, in English."""
        return SECTIONS[self.letter]


def measure(
    texts: Mapping[str, str], ties: Collection[str], *, most: int = MOST_WORDS
) -> list[Length]:
    """Measure the sections of a draft.

    Takes   texts, by letter; ties, the names of places at risk, of activities and of who owns them:
            a paragraph that holds none of them is tied to nothing; most, words from which a
            section is long.
    Source  Framework, paragraph 10: short, focused and written for action.

    >>> [found] = measure({"C": "The Force patrols Luma.\\nPeace is good."}, ["Force", "Luma"])
    >>> found.words, found.loose
    (7, ((2, 'Peace is good.'),))
    """
    names = sorted({tie.strip().casefold() for tie in ties} - {""})
    lengths = []
    for letter, text in texts.items():
        parts = paragraphs(text)
        words = sum(len(part.split()) for part in parts)
        loose = tuple(
            (number, part)
            for number, part in enumerate(parts, 1)
            if not any(name in part.casefold() for name in names)
        )
        lengths.append(Length(letter, words, len(parts), words > most, loose))
    return lengths
