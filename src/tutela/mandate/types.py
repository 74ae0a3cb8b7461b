"""The words of the room: a resolution, and its passages as they stand in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["head", "preambular", "operative", "heading", "page", "annex", "unplaced"]
"""What a passage is. `page` is what a page break leaves: symbol, job number, page number."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the text or a piece of one: the line (the first is 1), the sign it begins at."""

    line: int
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a resolution, over as many lines and pages as it runs.

    path    of operative passages, the labels from the paragraph down: ("16", "c", "i")
    label   the label as written, "(i)"; empty where the text has none and the path was counted
    parts   the words in their order, the label among them
    """

    kind: Kind
    parts: tuple[Part, ...]
    path: tuple[str, ...] = ()
    label: str = ""

    @property
    def text(self) -> str:
        """The words, without the label and the line breaks."""
        joined = " ".join(part.text for part in self.parts)
        return " ".join(joined.removeprefix(self.label).split())

    @property
    def number(self) -> str:
        """The paragraph as the Council cites it.

        >>> Passage("operative", (), ("16", "c", "i")).number
        '16 (c) (i)'
        """
        return " ".join([*self.path[:1], *(f"({label})" for label in self.path[1:])])

    @property
    def line(self) -> int:
        """The line it begins on; 0 where it has no words."""
        return self.parts[0].line if self.parts else 0


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolution of the Council as read from its text.

    symbol    "S/RES/2100 (2013)"; empty where the text does not say
    adopted   the day; None where the text does not say
    title     the line that names it, "Resolution 2100 (2013)"
    mission   the mission it speaks of most, by its letters: a guess; empty where there is none
    passages  every word of the text, each in one passage, in the order they begin
    doubts    what the reader could not be sure of: numbers left out or given twice
    """

    symbol: str
    adopted: date | None
    title: str
    mission: str
    passages: tuple[Passage, ...]
    doubts: tuple[str, ...] = ()

    def of(self, kind: Kind) -> list[Passage]:
        """The passages of one kind, in order."""
        return [passage for passage in self.passages if passage.kind == kind]

    @property
    def preamble(self) -> list[Passage]:
        """The paragraphs without number: why the Council acts."""
        return self.of("preambular")

    @property
    def operative(self) -> list[Passage]:
        """The numbered paragraphs and all under them: what the Council decides."""
        return self.of("operative")

    @property
    def unplaced(self) -> list[Passage]:
        """What belongs nowhere as far as the reader can tell: a person looks."""
        return self.of("unplaced")

    def with_above(self) -> Iterator[tuple[Passage, list[Passage]]]:
        """Each operative passage, and those it hangs under, the paragraph first.

        A number given twice means the last one before it.
        """
        passages_above: list[Passage] = []
        for one in self.operative:
            yield one, [f for f in passages_above if f.path == one.path[: len(f.path)] and f.path]
            passages_above = [f for f in passages_above if len(f.path) < len(one.path)] + [one]
