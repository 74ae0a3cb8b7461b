"""A strategy in a mission's own chapters: what stands under each heading, and where it may go.

chapters_of(file)     each heading of a DOCX with the text below it, and what no text can take
places_for(chapters)  the section each seems to be of, by the words of its heading
laid_out(...)         the text each section is given, of the places a person chose

Each word of the file stands in a chapter's text or in the list of what is not taken
(tests/tutela/strategy/test_chapters.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from types import MappingProxyType

from tutela.base.data_tables import shipped_rows
from tutela.base.documents.docx_reader import EditedFile, FileLine
from tutela.places.names import fold
from tutela.strategy.elements import SECTIONS
from tutela.strategy.text.edited import EditedParagraph, NotTaken, as_text

BESIDE = "beside"
"""The place of a chapter that no section holds: it is kept beside the strategy."""

ABOVE = "above"
"""The place of a heading that goes where the heading above it goes."""

OUT = "out"
"""The place of a chapter that is not brought in: its words are named, and kept nowhere."""

PLACES = (*SECTIONS, BESIDE, ABOVE, OUT)

SAMPLE_WORDS = 30
"""So many words show what stands under a heading."""

FEWEST_CHAPTERS = 2
"""A level of headings that a file has fewer of is its title, not its chapters."""

LONGEST_HEADING = 12
"""Words of a line that is taken for a heading in a file that marks none [P]."""

_NUMBERED_HEAD = re.compile(
    r"(?:(?:chapter|section|part|annex|chapitre|partie|annexe)\s+)?"
    r"(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*|[A-K])[.):]?\s+\S",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of a file and what stands below it, up to the next.

    heading    its words; blank of what stands before the first
    level      1 of a chapter, 2 and more of what is within one
    text       what stands below, as a section's text holds it
    not_taken  what no text can hold: pictures, notes, text boxes
    """

    heading: str
    level: int
    text: str
    not_taken: tuple[NotTaken, ...] = ()

    @property
    def words(self) -> int:
        """How many words stand below it."""
        return len(self.text.split())

    @property
    def sample(self) -> str:
        """Its first words."""
        said = self.text.split()
        return " ".join(said[:SAMPLE_WORDS]) + (" …" if len(said) > SAMPLE_WORDS else "")

    @property
    def as_text(self) -> str:
        """The whole as a section's text holds it, under its heading."""
        head = f"## {self.heading}" if self.heading else ""
        return "\n\n".join(filter(None, (head, self.text)))


@dataclass(slots=True)
class _Open:
    """A chapter while its lines are read."""

    heading: str
    level: int
    lines: list[FileLine] = field(default_factory=list)


def chapters_of(file: EditedFile) -> list[Chapter]:
    """The headings of a file in its order, each with what stands below it; what stands before the
    first, if anything does, under none.

    All changes a program tracks are taken as accepted. A file that marks no heading is read by
    short lines with a number before them.
    """
    styled = any(one.heading for one in file.lines if one.kind == "paragraph")
    levels = [one.heading for one in file.lines if one.heading and one.words]
    first = min(levels, default=1)
    if levels.count(first) < FEWEST_CHAPTERS:
        first = min((level for level in levels if level > first), default=first)
    parts, apart = [_Open("", 1)], list[FileLine]()
    for line in file.lines:
        if line.kind == "page":
            apart.append(line)
        elif line.words and _is_heading(line, styled=styled):
            parts.append(_Open(line.words, max(line.heading - first + 1, 1)))
            if line.pictures:
                parts[-1].lines.append(line)
        else:
            parts[-1].lines.append(line)
    chapters = [_chapter(part) for part in parts]
    named = [NotTaken("page", one.words) for one in _each_once(apart)]
    named += [
        NotTaken(
            "comment", " ".join(filter(None, (remark.says, remark.author and f"({remark.author})")))
        )
        for remark in file.remarks
    ]
    named = [*chapters[0].not_taken, *named]
    first_with_words = 0 if chapters[0].text or len(chapters) == 1 else 1
    head = chapters[first_with_words]
    named += head.not_taken if first_with_words else ()
    kept = [replace(head, not_taken=tuple(named)), *chapters[first_with_words + 1 :]]
    return [one for one in kept if one.heading or one.text or one.not_taken]


def _is_heading(line: FileLine, *, styled: bool) -> bool:
    if line.kind != "paragraph":
        return False
    if styled:
        return bool(line.heading)
    short = len(line.words.split()) <= LONGEST_HEADING and line.words[-1] not in ".;:,"
    return short and not line.point and bool(_NUMBERED_HEAD.match(line.words))


def _each_once(lines: Sequence[FileLine]) -> list[FileLine]:
    return list({line.words: line for line in lines if line.words}.values())


def _chapter(part: _Open) -> Chapter:
    """What was gathered under a heading: paragraphs, points and tables as text, the rest named."""
    kept: list[EditedParagraph] = []
    left: list[NotTaken] = []
    after = part.heading
    for kind, group in groupby(part.lines, key=lambda one: one.kind):
        for line in group:
            if line.pictures:
                left.append(NotTaken("picture", "", after, line.pictures))
            if line.kind == "paragraph" and line.heading:  # it heads this part
                continue
            if kind in ("paragraph", "row") and line.words:
                kept.append(
                    EditedParagraph(line.words, "", line.point, cells=line.cells, table=line.table)
                )
            elif line.words:
                left.append(NotTaken(kind, line.words, after))
            after = line.words or after
    return Chapter(part.heading, part.level, as_text(kept), tuple(left))


@cache
def _words_by_place() -> Mapping[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for row in shipped_rows("tutela.strategy", "chapter_heads.csv"):
        said = tuple(fold(one) for one in row["words"].split("|"))
        words[row["section"]] = (*words.get(row["section"], ()), *said)
    return MappingProxyType(words)


def place_for(heading: str) -> str:
    """The section a heading seems to be of, by its words; blank where they say none, or two.

    >>> place_for("3. Threat assessment"), place_for("VII. Alerte précoce"), place_for("Annex B")
    ('B', 'E', 'beside')
    >>> place_for("The way we go")
    ''
    """
    said = f" {fold(heading)} "
    weights = {
        place: sum(len(word.split()) ** 2 for word in words if f" {word} " in said)
        for place, words in _words_by_place().items()
    }
    best = max(weights.values())
    found = [place for place, weight in weights.items() if weight == best > 0]
    return found[0] if len(found) == 1 else ""


def places_for(chapters: Sequence[Chapter]) -> list[str]:
    """The place of each chapter as it is proposed: what is within one goes with it.

    >>> places_for([Chapter("", 1, "Cover."), Chapter("Threats", 1, ""), Chapter("North", 2, "")])
    ['beside', 'B', 'above']
    """
    return [
        ABOVE if chapter.level > 1 else place_for(chapter.heading) if chapter.heading else BESIDE
        for chapter in chapters
    ]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Where the chapters of a file go.

    texts   the text each section is given, by its letter
    beside  the chapters kept beside the strategy
    out     those that are not brought in
    """

    texts: Mapping[str, str]
    beside: tuple[Chapter, ...]
    out: tuple[Chapter, ...]


def settle_places(chapters: Sequence[Chapter], places: Sequence[str]) -> list[str]:
    """The place of each chapter once those that go with the heading above have its place.

    >>> settle_places([Chapter("Threats", 1, ""), Chapter("North", 2, "")], ["B", "above"])
    ['B', 'B']
    """
    at: list[str] = []
    for number, place in enumerate(places):
        at.append(place if place != ABOVE else at[number - 1] if number else BESIDE)
    return at


def laid_out(chapters: Sequence[Chapter], places: Sequence[str]) -> LaidOut:
    """The chapters laid where a person says, in the order of the file, each under its heading.

    Takes   places, one of PLACES for each chapter.

    >>> laid_out([Chapter("Threats", 1, "Raids."), Chapter("Roads", 1, "Cut.")], ["B", "B"]).texts
    {'B': '## Threats\\n\\nRaids.\\n\\n## Roads\\n\\nCut.'}
    """
    texts: dict[str, str] = {}
    kept: dict[str, list[Chapter]] = {BESIDE: [], OUT: []}
    for chapter, place in zip(chapters, settle_places(chapters, places), strict=True):
        if not chapter.as_text:
            continue
        if place in kept:
            kept[place].append(chapter)
        else:
            texts[place] = "\n\n".join(filter(None, (texts.get(place, ""), chapter.as_text)))
    return LaidOut(texts, tuple(kept[BESIDE]), tuple(kept[OUT]))
