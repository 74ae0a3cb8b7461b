"""A section's text as paragraphs and points, and what an edited copy of it would change.

units(text)                    its paragraphs and points, each with where it stands in the text
parts_of(file, prefix, digest) an edited copy by its sections: all between two headings is of the
                               section above, whatever bookmarks say
compare_part(part, text, ...)  what a part brings to the text it was made of: its paragraphs, and
                               what cannot be taken
changes(text, paragraphs)      passages of the text and the words proposed in their place

Each word of a copy stands in the text, in a proposed change, in what was printed from records, or
in the list of what was not taken (tests/tutela_web/strategy/test_nothing_lost.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import groupby

from tutela.base.documents.docx_reader import (
    BETWEEN_CELLS,
    EditedFile,
    FileLine,
    PrintedLine,
    Remark,
    key_of,
)

POINTS = ("- ", "• ", "* ")
"""How a line begins that is a point of a list."""

HEADING = "## "
"""How a line begins that is a heading within a section."""

ROW = "|"
"""How a line begins that is a row of a table; its cells stand between two of these."""

_NUMBERED = re.compile(r"\d{1,3}[.)]\s+\S")
_BOLD = re.compile(r"\*\*(\S(?:[^*\n]*\S)?)\*\*")

_CELL_ENDS = re.compile(r"(?<!\\)\|")
_SIGN_IN_CELL = re.compile(r"\\\|")

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
    """A paragraph, a point, a numbered line, a heading or a row of a table of a text.

    start, end   where it stands in the text
    written      its words with the marks of what is bold
    chunk        the number of the part between blank lines
    number       of a numbered line, as it was written: "2."
    cells        of a row: its cells as they are written; rows below each other are one table, the
                 first of them its head
    """

    start: int
    end: int
    written: str
    point: bool
    chunk: int
    heading: bool = False
    number: str = ""
    cells: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Its words as they stand on paper."""
        if self.cells:
            return BETWEEN_CELLS.join(filter(None, map(_plain, self.cells)))
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


def _plain(written: str) -> str:
    return "".join(words for words, _bold in pieces(written))


def cells_of(line: str) -> tuple[str, ...]:
    """The cells of a line that is a row of a table.

    >>> cells_of("| Bria | 40 \\\\| 60 |  |")
    ('Bria', '40 | 60', '')
    """
    inner = line.strip().removeprefix(ROW)
    cells = [_SIGN_IN_CELL.sub(ROW, cell).strip() for cell in _CELL_ENDS.split(inner)]
    return tuple(cells[:-1] if len(cells) > 1 and not cells[-1] else cells)


def row_of(cells: Sequence[str]) -> str:
    """A row of a table as a text holds it.

    >>> row_of(("Bria", "40 | 60", ""))
    '| Bria | 40 \\\\| 60 |  |'
    """
    said = (" ".join(cell.split()).replace(ROW, f"\\{ROW}") for cell in cells)
    return f"{ROW} {f' {ROW} '.join(said)} {ROW}"


def units(text: str) -> Iterator[Unit]:
    """The paragraphs and points of a text, in its order.

    Lines that follow each other are one paragraph; a line that begins with a hyphen is a point, one
    that begins with a number and a full stop a numbered line, one that begins with ## a heading,
    one that begins with | a row of a table.

    >>> [(u.words, u.point) for u in units("We\\npatrol.\\n- at dawn\\n\\nWe listen.")]
    [('We patrol.', False), ('at dawn', True), ('We listen.', False)]
    >>> [(u.words, u.heading) for u in units("## When\\nFirst:\\n1. **Now**\\n2. Later")]
    [('When', True), ('First:', False), ('1. Now', False), ('2. Later', False)]
    >>> [u.cells for u in units("| Town | Threat |\\n| Bria | **looting** |")]
    [('Town', 'Threat'), ('Bria', '**looting**')]
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
        elif bare.startswith(ROW) and bare.strip("| "):
            yield from paragraph()
            yield Unit(start, end, bare, point=False, chunk=chunk, cells=cells_of(bare))
        elif _NUMBERED.match(bare):
            yield from paragraph()
            number, words = bare.split(maxsplit=1)
            yield Unit(start, end, words, point=False, chunk=chunk, number=number)
        else:
            lines.append((start, end))
    yield from paragraph()


@dataclass(frozen=True, slots=True)
class EditedParagraph:
    """A paragraph of a section's text in a copy.

    words    as it reads with all changes accepted; before, with none
    point    whether it stands in a list
    authors  who changed it, as their program says
    heading  whether it is a heading within the section
    cells    of a row of a table; table, which of the file it stands in
    """

    words: str
    before: str
    point: bool = False
    authors: tuple[str, ...] = ()
    heading: bool = False
    cells: tuple[str, ...] = ()
    table: int = 0


@dataclass(frozen=True, slots=True)
class NotTaken:
    """What a copy holds and no text can take.

    kind    of KINDS
    words   all that stands in it; blank of what has none
    after   the words it stands behind
    number  how many, where they have no words
    """

    kind: str
    words: str
    after: str = ""
    number: int = 1


KINDS = (
    *("table", "row", "picture", "box", "note", "page", "contents", "drawing"),
    *("heading", "printed", "removed", "outside", "comment"),
)
"""What is not taken: a table outside of all sections; a changed row of one, or words, printed from
records; a picture; a text box; a note at the foot; what stands above and below each page; a line
of the contents; a drawing; a section's own heading; printed words that were taken out; words
outside of all sections, and comments there."""


@dataclass(frozen=True, slots=True)
class CopyPart:
    """What stands between a section's heading and the next.

    letter   whose section; blank of what is none: the cover, the annexes
    made_of  the digest of the text the copy was made of
    lines    what stands there now
    printed  what had been printed there, without rows of tables; rows, those of the whole copy
    remarks  the comments that end there
    not_taken  a heading of the section that reads otherwise than it was printed
    says_printed  whether the copy says what was printed into it
    """

    letter: str
    made_of: str
    lines: list[FileLine] = field(default_factory=list)
    printed: tuple[PrintedLine, ...] = ()
    remarks: list[Remark] = field(default_factory=list)
    not_taken: list[NotTaken] = field(default_factory=list)
    says_printed: bool = True


@dataclass(frozen=True, slots=True)
class Brought:
    """What a part of a copy brings: paragraphs where the text stood, and what is not taken."""

    paragraphs: tuple[EditedParagraph, ...]
    not_taken: tuple[NotTaken, ...]


Digest = Callable[[str], str]


def parts_of(file: EditedFile, prefix: str, digest: Digest) -> list[CopyPart]:
    """An edited copy by its sections, in its order; what stands in none is in parts of no letter.

    A section begins where its heading reads as it was printed; where no heading does, at the
    bookmark of that name. A bookmark that was copied to another place is passed over.

    Takes   prefix, how the bookmarks of sections begin; digest, by which printed lines are known.
    """
    printed = file.printed or ()
    heads = {one.digest: one.mark for one in printed if one.head}
    headings = [one for one in file.lines if one.heading]
    read = {digest(words) for heading in headings for words in (heading.words, heading.before)}
    headed = {mark for one, mark in heads.items() if one in read}
    known = read | {one.digest for one in printed if one.kind == "contents"}
    part = CopyPart("", "", printed=_printed_under(printed, ""))
    parts: dict[str, CopyPart] = {"": part}
    part_of_line: list[CopyPart] = []
    for line in file.lines:
        head = _head_of(line, heads, digest)
        if head is None:
            marks = (one for one in line.marks if one.startswith(prefix) and one not in parts)
            mark = next((one for one in marks if one not in headed), "")
            head = next((one for one, name in heads.items() if mark and name == mark), None)
            if mark and head is None:  # the copy does not say what was printed into it
                part = parts[mark] = replace(
                    _part(mark, prefix), says_printed=file.printed is not None
                )
                if line.heading == 1:
                    part_of_line.append(part)
                    continue
            elif file.printed is None and line.heading == 1:
                part = parts[""]
        if head is not None:
            under = _printed_under(printed, head)
            part = parts.setdefault(heads[head] or head, _part(heads[head], prefix, under))
            if digest(line.words) != head:
                part.not_taken.append(NotTaken("heading", line.words))
        home = parts[""] if line.kind == "page" else part
        listed = line.kind == "contents" and digest(line.words) in known
        if head is None and not listed:
            home.lines.append(line)
        part_of_line.append(home)
    for remark in file.remarks:
        at = remark.line
        home = parts[""] if at is None or at >= len(part_of_line) else part_of_line[at]
        home.remarks.append(remark)
    return list(parts.values())


def _head_of(line: FileLine, heads: Mapping[str, str], digest: Digest) -> str | None:
    """By what a heading of the first level was printed, if it reads as then, or did before."""
    if line.heading != 1 and not line.marks:
        return None
    told = (digest(line.words), digest(line.before))
    return next((one for one in told if one in heads), None)


def _part(mark: str, prefix: str, printed: tuple[PrintedLine, ...] = ()) -> CopyPart:
    letter, _low, made_of = mark.removeprefix(prefix).partition("_")
    return CopyPart(letter, made_of, printed=printed)


def _printed_under(printed: Sequence[PrintedLine], head: str) -> tuple[PrintedLine, ...]:
    """What was printed under a heading of the first level; under none, what stood before all, above
    and below the pages."""
    under, at = [], ""
    for line in printed:
        at = line.digest if line.head else at
        home = "" if line.kind == "page" else at
        if home == head and line.kind not in ("row", "contents") and not line.head:
            under.append(line)
    return tuple(under)


def rows_printed(file: EditedFile) -> Counter[str]:
    """How often each row of a table was printed into a copy, by its digest."""
    return Counter(one.digest for one in file.printed or () if one.kind == "row")


def compare_part(part: CopyPart, text: str, rows: Counter[str], digest: Digest) -> Brought:
    """What a part of a copy brings to the text it was made of.

    Takes   rows, as `rows_printed` gives them; those met here are counted off.
    """
    told = list(units(text))
    own = _own_tables(part, told, rows, digest)
    left = [*part.not_taken, *_tables_not_taken(part.lines, own, rows, digest)]
    lines = [one for one in part.lines if one.kind != "row" or one.table in own]
    surely = len(lines)
    if not part.says_printed:  # what stands below the first table or title may be printed
        ends = (
            n
            for n, one in enumerate(part.lines)
            if one.heading or (one.kind == "row" and one.table not in own)
        )
        surely = next(ends, surely)
    was = [digest(unit.words) for unit in told]
    written = len(was)
    was += [one.digest for one in part.printed]
    now = [_known_as(one, set(was[written:]), digest) for one in lines]
    paragraphs: list[EditedParagraph] = []
    after = ""
    matcher = SequenceMatcher(a=was, b=now, autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        of_text = max(min(last, written) - first, 0)
        of_paper = range(of_text, last - first)  # as many as were printed stand for these
        for number, line in enumerate(lines[begin:end]):
            if number in of_paper and kind != "insert":
                if now[begin + number] != digest(key_of(line)) or kind == "replace":
                    left.append(NotTaken("printed" if line.words else "removed", line.words, after))
            elif (
                line.kind in ("paragraph", "row")
                and part.letter
                and (kind == "equal" or begin + number < surely)
            ):
                paragraphs.append(_paragraph_of(line))
                if line.pictures:
                    left.append(NotTaken("picture", "", after, line.pictures))
            elif key_of(line):
                left.append(_not_taken(line, after))
            after = line.words or after
        if gone := len(of_paper) - max(end - begin - of_text, 0):
            left += [NotTaken("removed", "", after, gone)] if gone > 0 else []
    kept = tuple(paragraph for paragraph in paragraphs if paragraph.words or paragraph.before)
    return Brought(kept, tuple(left))


def _own_tables(
    part: CopyPart, told: Sequence[Unit], rows: Counter[str], digest: Digest
) -> set[int]:
    """The tables of a part that are of its text, or that somebody added: none of their rows was
    printed, or more of them stand in the text. Where a copy does not say what was printed, those
    with a row of the text."""
    if not part.letter:
        return set()
    of_text = {digest(unit.words) for unit in told if unit.cells}
    own = set()
    for number, group in groupby(part.lines, key=lambda line: line.table):
        known = [digest(key_of(row, before=True)) for row in group if number]
        written = sum(one in of_text for one in known)
        printed = sum(rows[one] > 0 for one in known)
        if number and (written > printed or (part.says_printed and not printed)):
            own.add(number)
    return own


def _paragraph_of(line: FileLine) -> EditedParagraph:
    heading = bool(line.heading)
    return EditedParagraph(
        line.words, line.before, line.point, line.authors, heading, line.cells, line.table
    )


def _known_as(line: FileLine, printed: set[str], digest: Digest) -> str:
    """The digest a line is found by: of its words, or of what was printed before it was changed."""
    now, before = digest(key_of(line)), digest(key_of(line, before=True))
    return before if now not in printed and before in printed else now


def _not_taken(line: FileLine, after: str) -> NotTaken:
    if line.kind == "paragraph":
        picture = line.pictures and not line.words
        return NotTaken("picture" if picture else "outside", line.words, after)
    return NotTaken(line.kind, line.words, after)


def _tables_not_taken(
    lines: Sequence[FileLine], own: set[int], rows: Counter[str], digest: Digest
) -> Iterator[NotTaken]:
    """Tables nobody printed and no text holds, whole; of those that were printed, the rows that
    read otherwise now."""
    after = ""
    for number, group in groupby(lines, key=lambda line: line.table):
        within = list(group)
        if not number or number in own:
            after = next((one.words for one in reversed(within) if one.words), after)
            continue
        strange: list[FileLine] = []
        known = 0
        for row in within:
            now, before = digest(key_of(row)), digest(key_of(row, before=True))
            if rows[now] > 0:
                rows[now] -= 1
                known += 1
            else:
                was_printed = rows[before] > 0
                rows[before] -= was_printed
                known += was_printed
                strange.append(row)
        if known:
            yield from (NotTaken("row", row.words or row.before, after) for row in strange)
        elif strange:
            yield NotTaken("table", "\n".join(row.words for row in strange), after)


@dataclass(frozen=True, slots=True)
class Change:
    """A passage of a text and the words proposed in its place; without a passage, at the end."""

    passage: str
    proposed: str
    authors: tuple[str, ...] = ()


def changes(text: str, paragraphs: Sequence[EditedParagraph]) -> list[Change]:
    """What an edited copy would change of the text it was made of.

    Takes   paragraphs, as `compare_part` found them where the text had stood.
    Gives   one change for each stretch of paragraphs that differ; paragraph by paragraph where as
            many stand there as before.

    >>> edited = [EditedParagraph("We patrol by night.", ""), EditedParagraph("We listen.", "")]
    >>> changes("We patrol.\\n\\nWe listen.", edited)
    [Change(passage='We patrol.', proposed='We patrol by night.', authors=())]
    """
    was = list(units(text))
    now = [paragraph for paragraph in paragraphs if paragraph.words]
    matcher = SequenceMatcher(
        a=[(unit.words, unit.point, _without_empty_end(map(_plain, unit.cells))) for unit in was],
        b=[(one.words, one.point, _without_empty_end(one.cells)) for one in now],
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
            found_changes.append(Change("", as_text(new), _authors(new)))
    gone = _authors([paragraph for paragraph in paragraphs if not paragraph.words])
    return [
        found_change
        if found_change.proposed
        else Change(found_change.passage, "", found_change.authors or gone)
        for found_change in found_changes
    ]


def _without_empty_end(cells: Iterable[str]) -> tuple[str, ...]:
    """Cells of a row without the empty ones at its end, by which a table is filled up on paper."""
    said = list(cells)
    while said and not said[-1]:
        said.pop()
    return tuple(said)


def _change_of(text: str, old: Sequence[Unit], new: Sequence[EditedParagraph]) -> Change:
    proposed = as_text(new)
    if len(old) == len(new) == 1 and old[0].heading and not new[0].point | new[0].heading:
        proposed = HEADING + proposed  # paper shows a heading, and no mark of it
    return Change(text[old[0].start : old[-1].end], proposed, _authors(new))


def _insertion_of(
    text: str, beside: Unit, new: Sequence[EditedParagraph], *, after: bool
) -> Change:
    passage = text[beside.start : beside.end]
    next_to = new[0 if after else -1]
    alike = (beside.point and next_to.point) or (beside.cells and next_to.cells)
    between = "\n" if alike else "\n\n"
    parts = (passage, as_text(new)) if after else (as_text(new), passage)
    return Change(passage, between.join(parts), _authors(new))


def as_text(paragraphs: Sequence[EditedParagraph]) -> str:
    """Paragraphs as a section holds them: points and the rows of one table one below the other,
    else a blank line."""
    text = ""
    for number, paragraph in enumerate(paragraphs):
        if number:
            above = paragraphs[number - 1]
            one_list = paragraph.point and above.point
            one_table = paragraph.cells and above.table == paragraph.table
            text += "\n" if one_list or one_table else "\n\n"
        mark = "- " if paragraph.point else HEADING if paragraph.heading else ""
        text += row_of(paragraph.cells) if paragraph.cells else mark + paragraph.words
    return text


def _authors(paragraphs: Sequence[EditedParagraph]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for paragraph in paragraphs for name in paragraph.authors))
