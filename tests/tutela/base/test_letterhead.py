"""A mission's Word template: what may stand in it, and how a paper is written into it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from tutela.base.documents.docx import to_docx
from tutela.base.documents.docx_reader import read_bytes
from tutela.base.documents.letterhead import check_letterhead, try_letterhead
from tutela.base.documents.model import Document, Heading, Paragraph
from tutela.base.documents.starter import starter_letterhead
from tutela.base.documents.trial_paper import trial_paper
from tutela.base.errors import UnreadableFile

RELS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def template(*lines: str, head: str = "{{ mission }}", foot: str = "") -> bytes:
    """A letterhead as an office would write it, line by line."""
    file = docx.Document()
    section = file.sections[0]
    section.header.paragraphs[0].text = head
    section.footer.paragraphs[0].text = foot
    for line in lines or ("{{ title }}", "{{ body }}", "Place du Marché 4"):
        file.add_paragraph(line)
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def with_part(data: bytes, name: str, said: Callable[[bytes], bytes]) -> bytes:
    """A file with one part changed, or added."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        names = old.namelist()
        for member in names:
            part = old.read(member)
            new.writestr(member, said(part) if member == name else part)
        if name not in names:
            new.writestr(name, said(b""))
    return kept.getvalue()


def lines_of(file: bytes) -> list[str]:
    return [line.words for line in read_bytes(file, "").lines]


def test_a_paper_stands_in_the_template_with_its_marking_above_and_below() -> None:
    paper = Document(
        "Weekly report",
        trial_paper().frozen,
        (Heading("Threats"), Paragraph("Two villages were warned.")),
        marking="confidential",
        letterhead=("African Union", "Regional force in Luma"),
        symbol="RF/7",
        meta=("To: the Commissioner",),
    )
    made = to_docx(replace(paper, template=template()))
    assert made == to_docx(replace(paper, template=template())), "the same gives the same bytes"
    told = lines_of(made)
    begin = told.index("Weekly report")
    assert told[begin:][:6] == [
        "Weekly report",
        "RF/7",
        "To: the Commissioner",
        "Threats",
        "Two villages were warned.",
        "Place du Marché 4",
    ], "what the template does not ask for stands above the words, what it holds below them too"
    file = docx.Document(io.BytesIO(made))
    header, footer = file.sections[0].header, file.sections[0].footer
    assert "Confidential" in header.paragraphs[0].text
    assert "Regional force in Luma" in header.paragraphs[1].text
    assert "Confidential" in footer.paragraphs[-1].text
    assert "{{" not in "".join(told)


def test_first_and_even_pages_are_marked_too() -> None:
    file = docx.Document(io.BytesIO(template()))
    file.sections[0].different_first_page_header_footer = True
    file.settings.odd_and_even_pages_header_footer = True
    kept = io.BytesIO()
    file.save(kept)
    made = docx.Document(io.BytesIO(to_docx(replace(trial_paper(), template=kept.getvalue()))))
    section = made.sections[0]
    for part in (section.header, section.first_page_header, section.even_page_header):
        assert "Unclassified" in part.paragraphs[0].text


def test_the_starting_template_asks_for_everything_and_passes(tmp_path: Path) -> None:
    path = tmp_path / "letterhead.docx"
    path.write_bytes(starter_letterhead())
    assert try_letterhead(path).lacking == ()


def test_braces_in_a_paper_are_words_and_nothing_is_run() -> None:
    hostile = "{{ ''.__class__.__mro__ }} & <b>{% for a in b %}</b>"
    made = to_docx(replace(trial_paper(), title=hostile, template=template()))
    assert hostile in lines_of(made)


def test_a_paper_in_arabic_is_written_from_the_right() -> None:
    paper = replace(trial_paper(), language="ar", direction="rtl", template=template())
    made = docx.Document(io.BytesIO(to_docx(paper)))
    assert "w:bidi" in made.styles["Normal"].element.xml


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("{{ body }}", "{{ commander }}"), "“commander” stands in the text"),
        (("{{ body }}", "{{ title.__class__ }}"), "is no placeholder"),
        (("{{ body }}", "{{ title|upper }}"), "is no placeholder"),
        (("{{ body }}", "{% for a in title %}x{% endfor %}"), "only names in double braces"),
        (("{{ body }}", "{{ title"), "only names in double braces"),
        (("{{ title }}",), "where the words of a paper go"),
        (("{{ body }}", "{{ body }}"), "where the words of a paper go"),
        (("Words: {{ body }}",), "where the words of a paper go"),
    ],
)
def test_only_known_words_may_be_asked_for_and_the_line_is_named(
    lines: tuple[str, ...], told: str
) -> None:
    with pytest.raises(UnreadableFile, match=told):
        check_letterhead(template(*lines), "letterhead.docx")


def test_what_stands_in_the_header_is_named_there() -> None:
    with pytest.raises(UnreadableFile, match="“crest” stands in the header"):
        check_letterhead(template(head="{{ crest }}"), "letterhead.docx")


def test_an_expression_hidden_in_an_attribute_is_found() -> None:
    hidden = with_part(
        template(),
        "word/document.xml",
        lambda part: part.replace(b"<w:body>", b'<w:body><w:p w:rsidR="{{ 7*7 }}"/>'),
    )
    with pytest.raises(UnreadableFile, match="more than words"):
        check_letterhead(hidden, "letterhead.docx")


LINK = (
    f'<Relationship Id="rId99" Type="{OFFICE}/hyperlink" Target="https://example.org/crest.png"'
    ' TargetMode="External"/></Relationships>'
).encode()
OBJECT = (
    f'<Relationship Id="rId99" Type="{OFFICE}/oleObject" Target="media/a.png"/></Relationships>'
).encode()


@pytest.mark.parametrize(
    ("part", "said", "told"),
    [
        ("word/vbaProject.bin", lambda _old: b"\xd0\xcf", "macros"),
        ("word/embeddings/oleObject1.bin", lambda _old: b"\xd0\xcf", "no letterhead needs"),
        ("word/activeX/activeX1.xml", lambda _old: b"<a/>", "no letterhead needs"),
        ("word/comments.xml", lambda _old: b"<a/>", "comments"),
        ("../escape.xml", lambda _old: b"<a/>", "no letterhead needs"),
        ("word/media/crest.png", lambda _old: b"<svg/>", "a picture that is none"),
        (RELS, lambda old: old.replace(b"</Relationships>", LINK), "links to something outside"),
        (RELS, lambda old: old.replace(b"</Relationships>", OBJECT), "embedded object"),
        (
            "[Content_Types].xml",
            lambda old: old.replace(b"document.main+xml", b"template.main+xml"),
            "as a template or with macros",
        ),
        (
            "word/document.xml",
            lambda old: old.replace(
                b"<w:body>", b'<w:body><w:p><w:fldSimple w:instr="DDEAUTO cmd"/></w:p>'
            ),
            "more than count pages",
        ),
        (
            "word/document.xml",
            lambda old: old.replace(b"<w:body>", b"<w:body><w:p><w:ins><w:r/></w:ins></w:p>"),
            "tracked changes",
        ),
        (
            "word/document.xml",
            lambda old: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + old.partition(b"?>")[2],
            "declares what no DOCX declares",
        ),
    ],
)
def test_what_could_run_fetch_or_hide_is_refused(
    part: str, said: Callable[[bytes], bytes], told: str
) -> None:
    with pytest.raises(UnreadableFile, match=told):
        check_letterhead(with_part(template(), part, said), "letterhead.docx")


def test_a_packed_bomb_is_counted_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<a/>")
        archive.writestr("word/document.xml", b" " * 200_000_000)
    path = tmp_path / "letterhead.docx"
    path.write_bytes(bomb.getvalue())
    assert len(bomb.getvalue()) < 300_000
    with pytest.raises(UnreadableFile, match="too large to be safe"):
        try_letterhead(path)


@pytest.mark.parametrize("name", ["letterhead.docm", "letterhead.dotm", "letterhead.pdf"])
def test_other_kinds_of_file_are_refused_by_name(name: str) -> None:
    with pytest.raises(UnreadableFile, match=r"ends in \.docx"):
        check_letterhead(template(), name)
