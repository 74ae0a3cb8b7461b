"""A section's text as paragraphs and points, and what an edited copy of it would change.

units(text)                    its paragraphs and points, each with where it stands in the text
changes(text, paragraphs)      passages of the text and the words proposed in their place
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256

from tutela.base.documents.docx_reader import EditedParagraph

POINTS = ("- ", "• ", "* ")
"""How a line begins that is a point of a list."""

HEADING = "## "
"""How a line begins that is a heading within a section."""

_NUMBERED = re.compile(r"\d{1,3}[.)]\s+\S")
_BOLD = re.compile(r"\*\*(\S(?:[^*\n]*\S)?)\*\*")

MARK = "tutela_"
"""How the bookmark of a section's text begins; its letter and a digest of the text follow."""


def mark_of(letter: str, text: str) -> str:
    """The name of the bookmark around a section's text on paper.

    >>> mark_of("A", "We patrol.")
    'tutela_A_985317a13497'
    """
    return f"{MARK}{letter}_{digest_of(text)}"


def digest_of(text: str) -> str:
    """By what a copy says of which text it was made: twelve signs of its SHA-256."""
    return sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, a point, a numbered line or a heading of a text.

    start, end   where it stands in the text
    written      its words with the marks of what is bold
    chunk        the number of the part between blank lines
    number       of a numbered line, as it was written: "2."
    """

    start: int
    end: int
    written: str
    point: bool
    chunk: int
    heading: bool = False
    number: str = ""

    @property
    def words(self) -> str:
        """Its words as they stand on paper."""
        said = "".join(words for words, _bold in pieces(self.written))
        return f"{self.number} {said}" if self.number else said


def pieces(written: str) -> Iterator[tuple[str, bool]]:
    """Words in their order, each stretch with whether it is bold: **so**.

    >>> list(pieces("We **never** leave * or ** alone."))
    [('We ', False), ('never', True), (' leave * or ** alone.', False)]
    """
    at = 0
    for bold in _BOLD.finditer(written):
        if bold.start() > at:
            yield written[at : bold.start()], False
        yield bold[1], True
        at = bold.end()
    if at < len(written):
        yield written[at:], False


def units(text: str) -> Iterator[Unit]:
    """The paragraphs and points of a text, in its order.

    Lines that follow each other are one paragraph; a line that begins with a hyphen is a point, one
    that begins with a number and a full stop a numbered line, one that begins with ## a heading.

    >>> [(u.words, u.point) for u in units("We\\npatrol.\\n- at dawn\\n\\nWe listen.")]
    [('We patrol.', False), ('at dawn', True), ('We listen.', False)]
    >>> [(u.words, u.heading) for u in units("## When\\nFirst:\\n1. **Now**\\n2. Later")]
    [('When', True), ('First:', False), ('1. Now', False), ('2. Later', False)]
    """
    chunk = 0
    lines: list[tuple[int, int]] = []

    def paragraph() -> Iterator[Unit]:
        if lines:
            words = " ".join(text[start:end].strip() for start, end in lines)
            yield Unit(lines[0][0], lines[-1][1], words, point=False, chunk=chunk)
            lines.clear()

    for piece in re.finditer(r"[^\r\n]+|\r?\n[ \t]*\r?\n", text):
        said = piece.group()
        bare = said.strip()
        if not bare:
            if "\n" in said:
                yield from paragraph()
                chunk += 1
            continue
        start = piece.start() + len(said) - len(said.lstrip())
        end = start + len(bare)
        if bare[:2] in POINTS:
            yield from paragraph()
            yield Unit(start, end, bare[2:].strip(), point=True, chunk=chunk)
        elif bare.startswith(HEADING):
            yield from paragraph()
            words = bare.removeprefix(HEADING).strip()
            yield Unit(start, end, words, point=False, chunk=chunk, heading=True)
        elif _NUMBERED.match(bare):
            yield from paragraph()
            number, words = bare.split(maxsplit=1)
            yield Unit(start, end, words, point=False, chunk=chunk, number=number)
        else:
            lines.append((start, end))
    yield from paragraph()


@dataclass(frozen=True, slots=True)
class Change:
    """A passage of a text and the words proposed in its place; without a passage, at the end."""

    passage: str
    proposed: str
    authors: tuple[str, ...] = ()


def changes(text: str, paragraphs: Sequence[EditedParagraph]) -> list[Change]:
    """What an edited copy would change of the text it was made of.

    Takes   paragraphs, as `docx_reader` found them where the text had stood.
    Gives   one change for each stretch of paragraphs that differ; paragraph by paragraph where as
            many stand there as before.

    >>> edited = [EditedParagraph("We patrol by night.", ""), EditedParagraph("We listen.", "")]
    >>> changes("We patrol.\\n\\nWe listen.", edited)
    [Change(passage='We patrol.', proposed='We patrol by night.', authors=())]
    """
    was = list(units(text))
    now = [one for one in paragraphs if one.words]
    matcher = SequenceMatcher(
        a=[(unit.words, unit.point) for unit in was],
        b=[(one.words, one.point) for one in now],
        autojunk=False,
    )
    found_changes: list[Change] = []
    for kind, first, last, begin, end in matcher.get_opcodes():
        old, new = was[first:last], now[begin:end]
        if kind == "equal":
            continue
        if len(old) == len(new):
            found_changes += [
                _change_of(text, [unit], [one]) for unit, one in zip(old, new, strict=True)
            ]
        elif old:
            found_changes.append(_change_of(text, old, new))
        elif first:
            found_changes.append(_insertion_of(text, was[first - 1], new, after=True))
        elif was:
            found_changes.append(_insertion_of(text, was[0], new, after=False))
        else:
            found_changes.append(Change("", _as_text(new), _authors(new)))
    gone = _authors([one for one in paragraphs if not one.words])
    return [
        one if one.proposed else Change(one.passage, "", one.authors or gone)
        for one in found_changes
    ]


def _change_of(text: str, old: Sequence[Unit], new: Sequence[EditedParagraph]) -> Change:
    proposed = _as_text(new)
    if len(old) == len(new) == 1 and old[0].heading and not new[0].point:
        proposed = HEADING + proposed  # paper shows a heading, and no mark of it
    return Change(text[old[0].start : old[-1].end], proposed, _authors(new))


def _insertion_of(
    text: str, beside: Unit, new: Sequence[EditedParagraph], *, after: bool
) -> Change:
    passage = text[beside.start : beside.end]
    both_points = beside.point and new[0 if after else -1].point
    between = "\n" if both_points else "\n\n"
    parts = (passage, _as_text(new)) if after else (_as_text(new), passage)
    return Change(passage, between.join(parts), _authors(new))


def _as_text(paragraphs: Sequence[EditedParagraph]) -> str:
    """Paragraphs as a section holds them: points one below the other, else a blank line."""
    text = ""
    for number, paragraph in enumerate(paragraphs):
        if number:
            text += "\n" if paragraph.point and paragraphs[number - 1].point else "\n\n"
        text += f"- {paragraph.words}" if paragraph.point else paragraph.words
    return text


def _authors(paragraphs: Sequence[EditedParagraph]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for paragraph in paragraphs for name in paragraph.authors))
