"""An edited copy comes back and nothing of it is lost, whatever an office program or a person did.

The law: each word of the file stands in a section's text, in a change proposed to it, among what
was printed, or in the list of what was not taken; and what stands between two headings is of the
section above.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import settings as law
from hypothesis import strategies as st
from lxml import etree

from tests.counts import counted
from tutela.base.documents import model as d
from tutela.base.documents.docx import to_docx
from tutela.base.documents.docx_reader import read_bytes, with_printed
from tutela.strategy.document import Paper, Part, document
from tutela.strategy.text.edited import (
    MARK,
    Change,
    NotTaken,
    changes,
    compare_part,
    digest_of,
    mark_of,
    parts_of,
    rows_printed,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
TEXTS = {
    "A": "We protect the people of Luma.\n\nWe patrol:\n- by day\n- in the market",
    "B": "Armed men come at night.\n\n## Roads\n\nThe north road is cut.",
    "C": "",
    "D": "Each base reports daily.\n\n| Report | Day |\n| Hotspots | Friday |\n\n"
    "Reports go to the operations centre.",
}
RISKS = d.Table(
    "Risks",
    (d.Column("Place", 3), d.Column("Harm", 3)),
    (d.Row(("Bar", "looting")), d.Row(("Kite", "abduction"))),
)


def digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:16]


@cache
def copy_taken() -> bytes:
    behind = {"B": (d.Heading("POC risks", 3), RISKS, d.Paragraph("Two risks were adopted."))}
    parts = {
        letter: Part(text, behind.get(letter, ()), mark=mark_of(letter, text))
        for letter, text in TEXTS.items()
    }
    paper = Paper("Protection in Luma", "Luma", date(2018, 12, 31), parts)
    return with_printed(to_docx(document(paper)), MARK, digest)


@dataclass
class Back:
    """What came of a copy: by section the changes, what was not taken, and what was remarked."""

    changes: dict[str, list[Change]] = field(default_factory=dict)
    not_taken: list[tuple[str, NotTaken]] = field(default_factory=list)

    def all_said(self, letter: str | None = None) -> str:
        """The words of it, of one section or of all."""
        laid = [
            one.proposed
            for at, changed in self.changes.items()
            for one in changed
            if letter in (None, at)
        ]
        named = [one.words for at, one in self.not_taken if letter in (None, at)]
        return "\n".join((*laid, *named))


def given_back(file: bytes) -> Back:
    read = read_bytes(file, "edited.docx")
    rows = rows_printed(read)
    back = Back()
    for part in parts_of(read, MARK, digest):
        text = TEXTS.get(part.letter, "")
        assert not part.letter or part.made_of == digest_of(text)
        found = compare_part(part, text, rows, digest)
        if part.letter:
            back.changes[part.letter] = changes(text, found.paragraphs)
        assert part.letter or not found.paragraphs
        back.not_taken += [(part.letter, one) for one in found.not_taken]
        back.not_taken += [(part.letter, NotTaken("comment", one.says)) for one in part.remarks]
    return back


@dataclass
class Copy:
    """A copy open in an office program."""

    body: etree._Element
    parts: dict[str, bytes]
    number: int = 0

    @property
    def blocks(self) -> list[etree._Element]:
        """The paragraphs and tables of its body, from the first section's heading to the end."""
        found = [one for one in self.body if one.tag in (f"{W}p", f"{W}tbl")]
        first = next(n for n, one in enumerate(found) if words_in(one).startswith("A. Purpose"))
        return found[first:]

    @property
    def paragraphs(self) -> list[etree._Element]:
        return [one for one in self.blocks if one.tag == f"{W}p"]

    def new_words(self) -> str:
        self.number += 1
        return f"added{self.number}x of the office"

    def letter_at(self, block: etree._Element) -> str:
        """Whose section a block stands in, by the headings alone."""
        letter = ""
        for one in self.body:
            words = words_in(one)
            if is_heading(one):
                letter = words[0] if words[1:3] == ". " and words[0] in TEXTS else ""
            if one is block:
                return letter
        raise AssertionError


def is_heading(block: etree._Element) -> bool:
    style = block.find(f"{W}pPr/{W}pStyle")
    return style is not None and style.get(f"{W}val") == "Heading1"


def words_in(block: etree._Element) -> str:
    return "".join(piece.text or "" for piece in block.iter(f"{W}t"))


def xml(text: str) -> etree._Element:
    return etree.fromstring(f"<r {NS}>{text}</r>")[0]


def opened(file: bytes) -> Copy:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    return Copy(root[0], parts)


def saved(copy: Copy) -> bytes:
    kept = io.BytesIO()
    copy.parts["word/document.xml"] = etree.tostring(copy.body.getparent())
    with zipfile.ZipFile(kept, "w") as archive:
        for name, part in copy.parts.items():
            archive.writestr(name, part)
    return kept.getvalue()


def run(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


# --- what people and programs do: each gives the words that may not be lost, and whose they are

Told = list[tuple[str, str]]
Edit = Callable[[Copy, int], Told]


def type_below(copy: Copy, at: int) -> Told:
    """A paragraph behind a block, behind the ends of all bookmarks in it."""
    block, words = copy.blocks[at % len(copy.blocks)], copy.new_words()
    block.addnext(xml(f"<w:p>{run(words)}</w:p>"))
    return [(words, copy.letter_at(block))]


def list_below(copy: Copy, at: int) -> Told:
    block, words = copy.blocks[at % len(copy.blocks)], copy.new_words()
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    block.addnext(xml(f"<w:p>{numbered}{run(words)}</w:p>"))
    return [(words, copy.letter_at(block))]


def table_below(copy: Copy, at: int) -> Told:
    block, words = copy.blocks[at % len(copy.blocks)], copy.new_words()
    cell = f"<w:tc><w:p>{run(words)}</w:p></w:tc><w:tc><w:p>{run('daily')}</w:p></w:tc>"
    block.addnext(xml(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"))
    return [(words, copy.letter_at(block))]


def row_in_a_table(copy: Copy, at: int) -> Told:
    tables = [one for one in copy.blocks if one.tag == f"{W}tbl"]
    table, words = tables[at % len(tables)], copy.new_words()
    table.append(xml(f"<w:tr><w:tc><w:p>{run(words)}</w:p></w:tc></w:tr>"))
    return [(words, copy.letter_at(table))]


def rewrite(copy: Copy, at: int) -> Told:
    """Words typed into a paragraph, its heading or a printed one as well as another."""
    line, words = copy.paragraphs[at % len(copy.paragraphs)], copy.new_words()
    letter = copy.letter_at(line)
    if is_heading(line):
        return []
    line.append(xml(run(f" {words}")))
    return [(words, letter)]


def insert_tracked(copy: Copy, at: int) -> Told:
    line, words = copy.paragraphs[at % len(copy.paragraphs)], copy.new_words()
    if is_heading(line):
        return []
    line.append(xml(f'<w:ins w:id="1" w:author="Amina">{run(" " + words)}</w:ins>'))
    return [(words, copy.letter_at(line))]


def strike_tracked(copy: Copy, at: int) -> Told:
    line = copy.paragraphs[at % len(copy.paragraphs)]
    for piece in line.findall(f"{W}r"):
        struck = xml('<w:del w:id="2" w:author="Boris"/>')
        piece.addprevious(struck)
        struck.append(piece)
        for words in piece.iter(f"{W}t"):
            words.tag = f"{W}delText"
    return []


def join_with_the_next(copy: Copy, at: int) -> Told:
    """The mark of a paragraph struck: it runs on into the next."""
    line = copy.paragraphs[at % len(copy.paragraphs)]
    if is_heading(line) or line.getnext() is None or is_heading(line.getnext()):
        return []
    properties = line.find(f"{W}pPr")
    if properties is None:
        properties = etree.SubElement(line, f"{W}pPr")
        line.insert(0, properties)
    properties.append(xml('<w:rPr><w:del w:id="3" w:author="Boris"/></w:rPr>'))
    return []


def move_tracked(copy: Copy, at: int) -> Told:
    """New words moved: where they were they are struck, where they are they stand."""
    block, words = copy.blocks[at % len(copy.blocks)], copy.new_words()
    copy.blocks[at // 2 % len(copy.blocks)].addnext(
        xml(f'<w:p><w:moveFrom w:id="4" w:author="Amina">{run(words)}</w:moveFrom></w:p>')
    )
    block.addnext(xml(f'<w:p><w:moveTo w:id="5" w:author="Amina">{run(words)}</w:moveTo></w:p>'))
    return [(words, copy.letter_at(block))]


def move_silently(copy: Copy, at: int) -> Told:
    line = copy.paragraphs[at % len(copy.paragraphs)]
    if is_heading(line):
        return []
    copy.blocks[at * 7 % len(copy.blocks)].addnext(line)
    return []


def text_box(copy: Copy, at: int) -> Told:
    """As Word writes it: for itself, and again for those who know no shapes."""
    line, words = copy.paragraphs[at % len(copy.paragraphs)], copy.new_words()
    within = f"<w:txbxContent><w:p>{run(words)}</w:p></w:txbxContent>"
    line.append(
        xml(
            "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
            f"{within}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{within}"
            "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    return [] if is_heading(line) else [(words, copy.letter_at(line))]


def note_at_the_foot(copy: Copy, at: int) -> Told:
    line, words = copy.paragraphs[at % len(copy.paragraphs)], copy.new_words()
    key = str(90 + copy.number)
    line.append(xml(f'<w:r><w:footnoteReference w:id="{key}"/></w:r>'))
    notes = etree.fromstring(copy.parts.get("word/footnotes.xml", f"<w:footnotes {NS}/>".encode()))
    notes.append(xml(f'<w:footnote w:id="{key}"><w:p>{run(words)}</w:p></w:footnote>'))
    copy.parts["word/footnotes.xml"] = etree.tostring(notes)
    return [] if is_heading(line) else [(words, copy.letter_at(line))]


def above_each_page(copy: Copy, at: int) -> Told:
    names = sorted(name for name in copy.parts if name.startswith("word/header"))
    name, words = names[at % len(names)], copy.new_words()
    header = etree.fromstring(copy.parts[name])
    header.append(xml(f"<w:p>{run(words)}</w:p>"))
    copy.parts[name] = etree.tostring(header)
    return [(words, "")]


def copied_with_its_bookmarks(copy: Copy, at: int) -> Told:
    """A paragraph copied, bookmarks and all, to another place, and written anew there."""
    line, words = copy.paragraphs[at % len(copy.paragraphs)], copy.new_words()
    if is_heading(line):
        return []
    again = deepcopy(line)
    for piece in [one for one in again if one.tag not in (f"{W}pPr", f"{W}bookmarkStart")]:
        again.remove(piece)
    again.append(xml(run(words)))
    block = copy.blocks[at * 3 % len(copy.blocks)]
    block.addnext(again)
    return [(words, copy.letter_at(block))]


def without_bookmarks(copy: Copy, _at: int) -> Told:
    """As some programs and web pages leave a document."""
    for mark in [*copy.body.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")]:
        mark.getparent().remove(mark)
    return []


def in_a_content_control(copy: Copy, at: int) -> Told:
    block, words = copy.blocks[at % len(copy.blocks)], copy.new_words()
    block.addnext(xml(f"<w:sdt><w:sdtContent><w:p>{run(words)}</w:p></w:sdtContent></w:sdt>"))
    return [(words, copy.letter_at(block))]


def own_heading(copy: Copy, at: int) -> Told:
    block, words = copy.blocks[at % len(copy.blocks)], copy.new_words()
    letter = copy.letter_at(block)
    styled = '<w:pPr><w:pStyle w:val="Heading2"/></w:pPr>'
    block.addnext(xml(f"<w:p>{styled}{run(words)}</w:p>"))
    return [(words, letter)]


EDITS: tuple[Edit, ...] = (
    *(type_below, list_below, table_below, row_in_a_table, rewrite, insert_tracked),
    *(strike_tracked, join_with_the_next, move_tracked, move_silently, text_box),
    *(note_at_the_foot, above_each_page, copied_with_its_bookmarks, without_bookmarks),
    *(in_a_content_control, own_heading),
)


def standing_words(copy: Copy) -> Iterator[str]:
    """Each word of the body that stands once all changes are accepted, told apart from ours."""
    for piece in copy.body.iter(f"{W}t", f"{W}delText"):
        gone = (f"{W}del", f"{W}moveFrom")
        if next(piece.iterancestors(*gone), None) is None and piece.tag == f"{W}t":
            yield from (piece.text or "").split()


def test_a_copy_nobody_edited_brings_nothing() -> None:
    back = given_back(copy_taken())
    assert not back.not_taken
    assert set(back.changes) == set(TEXTS) and not any(back.changes.values())


def test_a_copy_that_does_not_say_what_was_printed_is_read_up_to_the_first_table() -> None:
    copy = opened(copy_taken())
    copy.parts = {name: one for name, one in copy.parts.items() if "item90" not in name}
    last = next(one for one in copy.paragraphs if words_in(one) == "The north road is cut.")
    last.addnext(xml(f"<w:p>{run('So is the bridge.')}</w:p>"))
    back = given_back(saved(copy))
    assert [one.proposed for one in back.changes["B"]] == [
        "The north road is cut.\n\nSo is the bridge."
    ]
    assert "Kite | abduction" in back.all_said() and "Two risks were adopted." in back.all_said()
    assert not back.changes["A"] and not back.changes["D"]


def test_a_list_that_counts_keeps_its_numbers_and_one_that_does_not_its_points() -> None:
    copy = opened(copy_taken())
    last = next(one for one in copy.paragraphs if words_in(one).startswith("Reports go"))
    for style, words in (
        ("ListBullet", "by radio"),
        ("ListNumber", "Then act"),
        ("ListNumber", "First warn"),
    ):
        styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        last.addnext(xml(f"<w:p>{styled}{run(words)}</w:p>"))
    [change] = given_back(saved(copy)).changes["D"]
    assert change.proposed.endswith("centre.\n\n1. First warn\n\n2. Then act\n\n- by radio")


@pytest.mark.parametrize("edit", EDITS, ids=lambda one: one.__name__)
def test_what_each_edit_brings_is_laid_or_named_in_its_section(edit: Edit) -> None:
    some = opened(copy_taken())
    for at in range(0, len(some.blocks), counted(3, 1)):
        copy = opened(copy_taken())
        told = edit(copy, at)
        back = given_back(saved(copy))
        for words, letter in told:
            assert words in back.all_said(letter), (at, words, letter)


@law(max_examples=counted(12, 400), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 200)), min_size=1, max_size=6))
def test_each_word_of_a_copy_is_in_a_text_or_in_a_list(edits: list[tuple[Edit, int]]) -> None:
    copy = opened(copy_taken())
    ours = {word for word in standing_words(copy)}
    for edit, at in edits:
        edit(copy, at)
    standing = {word for word in standing_words(copy)}
    back = given_back(saved(copy))
    said = back.all_said()
    for word in standing - ours:
        assert word in said, word
    for letter, changed in back.changes.items():
        for one in changed:
            assert one.passage in TEXTS[letter]
