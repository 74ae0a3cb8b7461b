"""A mission's Word template: what may stand in it, and how a paper is written into it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from tutela.base.documents import docx_letterhead
from tutela.base.documents.docx import to_docx
from tutela.base.documents.docx_reader import read_bytes
from tutela.base.documents.letterhead import open_letterhead, try_letterhead
from tutela.base.documents.model import Document, Heading, Paragraph
from tutela.base.documents.starter import starter_letterhead
from tutela.base.documents.trial_paper import trial_paper
from tutela.base.errors import UnreadableFile
from tutela.base.guards import sandbox
from tutela.base.guards.limits import LIMITS
from tutela.base.guards.spent import seconds_spent_apart

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


def tried(data: bytes, folder: Path) -> None:
    """Have a template tried as a page does, in a child."""
    path = folder / "letterhead.docx"
    path.write_bytes(data)
    try_letterhead(path)


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
        open_letterhead(template(*lines), "letterhead.docx")


def test_what_stands_in_the_header_is_named_there() -> None:
    with pytest.raises(UnreadableFile, match="“crest” stands in the header"):
        open_letterhead(template(head="{{ crest }}"), "letterhead.docx")


def test_an_expression_hidden_in_an_attribute_is_found() -> None:
    hidden = with_part(
        template(),
        "word/document.xml",
        lambda part: part.replace(b"<w:body>", b'<w:body><w:p w:rsidR="{{ 7*7 }}"/>'),
    )
    with pytest.raises(UnreadableFile, match="more than words"):
        open_letterhead(hidden, "letterhead.docx")


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
        open_letterhead(with_part(template(), part, said), "letterhead.docx")


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
        open_letterhead(template(), name)


TYPES = "[Content_Types].xml"
DISGUISED = "word/theme/theme2.xml"
HEADER = b"wordprocessingml.header+xml"


def disguised(data: bytes, part: str, relations: str, said: Callable[[bytes], bytes]) -> bytes:
    """A file in which a part has the name of a theme, and is what it was by relation and type."""
    name, alias = part.encode(), DISGUISED.encode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = said(archive.read(part))
        kind = "document.main" if part.endswith("document.xml") else "header"
    told = f'<Override PartName="/{DISGUISED}" ContentType="application/vnd.'.encode()
    told += f'openxmlformats-officedocument.wordprocessingml.{kind}+xml"/></Types>'.encode()
    data = with_part(data, TYPES, lambda old: old.replace(b"</Types>", told))
    short, other = name.removeprefix(b"word/"), alias.removeprefix(b"word/")
    data = with_part(
        data,
        relations,
        lambda old: old.replace(b'"' + name + b'"', b'"' + alias + b'"').replace(
            b'"' + short + b'"', b'"' + other + b'"'
        ),
    )
    return with_part(data, DISGUISED, lambda _old: content)


def with_line(text: bytes, before: bytes) -> Callable[[bytes], bytes]:
    line = b"<w:p><w:r><w:t>" + text + b"</w:t></w:r></w:p>"
    return lambda part: part.replace(before, line + before)


def test_a_header_under_the_name_of_a_theme_is_refused(tmp_path: Path) -> None:
    header = disguised(template(), "word/header1.xml", RELS, with_line(b"{{ 7*7 }}", b"</w:hdr>"))
    with pytest.raises(UnreadableFile, match="no letterhead needs"):
        tried(header, tmp_path)
    harmless = disguised(template(), "word/header1.xml", RELS, lambda old: old)
    with pytest.raises(UnreadableFile, match="no letterhead needs"):
        tried(harmless, tmp_path)


def test_a_clean_text_beside_the_one_that_is_meant_deceives_nobody(tmp_path: Path) -> None:
    decoy = disguised(
        template(),
        "word/document.xml",
        "_rels/.rels",
        lambda old: old.replace(
            b"<w:body>",
            b"<w:body><w:p><w:fldSimple w:instr='INCLUDEPICTURE &quot;http://203.0.113.9/a.png"
            b"&quot;'/></w:p>",
        ),
    )
    with pytest.raises(UnreadableFile, match="no letterhead needs"):
        tried(decoy, tmp_path)
    second = with_part(
        template(),
        "_rels/.rels",
        lambda old: old.replace(
            b"</Relationships>",
            f'<Relationship Id="rId99" Type="{OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>'.encode(),
        ),
    )
    with pytest.raises(UnreadableFile, match="no text part"):
        tried(second, tmp_path)


@pytest.mark.parametrize(
    ("relation", "part", "content_type", "content"),
    [
        ("header", "word/settings.xml", "", b""),
        ("image", "word/media/crest.png", "image/png", b"<svg/>"),
        ("image", "word/media/crest.png", "image/svg+xml", b"\x89PNG\r\n\x1a\n"),
        ("styles", "word/styles.xml", "", b""),
        ("anything", "word/theme/theme9.xml", "application/xml", b"<a/>"),
    ],
)
def test_name_relation_and_content_of_a_part_agree(
    relation: str, part: str, content_type: str, content: bytes, tmp_path: Path
) -> None:
    target = part.removeprefix("word/")
    link = f'<Relationship Id="rId99" Type="{OFFICE}/{relation}" Target="{target}"/>'
    file = with_part(
        template(),
        RELS,
        lambda old: old.replace(b"</Relationships>", f"{link}</Relationships>".encode()),
    )
    if content:
        told = f'<Override PartName="/{part}" ContentType="{content_type}"/></Types>'.encode()
        file = with_part(file, TYPES, lambda old: old.replace(b"</Types>", told))
        file = with_part(file, part, lambda _old: content)
    with pytest.raises(UnreadableFile, match=r"no letterhead needs|picture that is none"):
        tried(file, tmp_path)


def test_a_tree_that_is_none_of_a_paper_is_told_damaged(tmp_path: Path) -> None:
    """Its one section ends in a paragraph, where none can be written before it."""
    odd = with_part(
        template(),
        "word/document.xml",
        lambda part: part.replace(b"<w:sectPr", b"<w:p><w:pPr><w:sectPr").replace(
            b"</w:sectPr>", b"</w:sectPr></w:pPr></w:p>"
        ),
    )
    with pytest.raises(UnreadableFile, match="damaged"):
        tried(odd, tmp_path)


def test_a_name_that_word_cut_into_pieces_is_filled_in_the_face_it_begins_in() -> None:
    file = docx.Document(io.BytesIO(template("Paper: {{ title }} of {{ date }}.", "{{ body }}")))
    line = file.paragraphs[0]
    for run in list(line.runs):
        run._r.getparent().remove(run._r)
    for piece in ("Paper: {", "{ ti", "tle", " }} of {{", "date }", "}."):
        run = line.add_run(piece)
        run.bold = piece == "Paper: {"
    cut = io.BytesIO()
    file.save(cut)
    paper = replace(trial_paper(), title="Weekly {{ report }}", template=cut.getvalue())
    made = docx.Document(io.BytesIO(to_docx(paper)))
    filled = next(line for line in made.paragraphs if line.text.startswith("Paper"))
    assert filled.text == "Paper: Weekly {{ report }} of 1 June 2030."
    assert [run.bold for run in filled.runs if "Weekly" in run.text] == [True]


def test_lines_of_a_frame_are_filled_apart_from_the_line_it_hangs_on() -> None:
    frame = (
        b"<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>"
        b"<w:txbxContent><w:p><w:r><w:t>{{ number }}</w:t></w:r></w:p></w:txbxContent>"
        b"</v:textbox></v:shape></w:pict></w:r><w:r><w:t>{{ kind }}</w:t></w:r></w:p>"
    )
    framed = with_part(
        template(),
        "word/document.xml",
        lambda old: old.replace(b"<w:body>", b"<w:body>" + frame),
    )
    made = to_docx(replace(trial_paper(), template=framed))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        text = archive.read("word/document.xml").decode()
    inside = text.partition("<w:txbxContent>")[2].partition("</w:txbxContent>")[0]
    assert ">TRIAL/1<" in inside and "Trial" not in inside
    assert ">Trial<" in text and "{{" not in text


def test_what_no_paper_needs_stays_behind_and_words_are_those_that_were_looked_at() -> None:
    bound = (
        b"<w:sdt><w:sdtPr><w:dataBinding w:xpath='/a' w:storeItemID='{1}'/></w:sdtPr><w:sdtContent>"
        b"<w:p><w:r><w:t>Mission of peace</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    file = with_part(
        template(),
        "word/document.xml",
        lambda old: old.replace(b"<w:body>", b"<w:body>" + bound),
    )
    file = with_part(
        file,
        "word/settings.xml",
        lambda old: old.replace(b"</w:settings>", b"<w:mailMerge/></w:settings>"),
    )
    file = with_part(file, "customXml/item1.xml", lambda _old: b"<a>Other words</a>")
    link = f'<Relationship Id="rId98" Type="{OFFICE}/customXml" Target="../customXml/item1.xml"/>'
    file = with_part(
        file,
        RELS,
        lambda old: old.replace(b"</Relationships>", f"{link}</Relationships>".encode()),
    )
    made = to_docx(replace(trial_paper(), template=file))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert not [name for name in archive.namelist() if "customXml" in name]
        assert b"mailMerge" not in archive.read("word/settings.xml")
        text = archive.read("word/document.xml")
    assert b"Mission of peace" in text and b"dataBinding" not in text


@pytest.mark.parametrize(
    "line",
    [
        "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml' "
        "href='http://203.0.113.9/'/></w:pict></w:r></w:p>",
        "<w:p><w:r><w:pict><v:imagedata xmlns:v='urn:schemas-microsoft-com:vml' "
        "src='http://203.0.113.9/a.png'/></w:pict></w:r></w:p>",
    ],
)
def test_a_drawing_that_fetches_is_refused(line: str, tmp_path: Path) -> None:
    file = with_part(
        template(),
        "word/document.xml",
        lambda old: old.replace(b"<w:body>", f"<w:body>{line}".encode()),
    )
    with pytest.raises(UnreadableFile, match="links to something outside"):
        tried(file, tmp_path)


def test_a_paper_on_a_letterhead_is_written_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process never opens a template: a child that may be stopped does."""
    monkeypatch.setattr(docx_letterhead, "open_letterhead", None)
    before = seconds_spent_apart()
    assert "Trial of a letterhead" in lines_of(to_docx(replace(trial_paper(), template=template())))
    assert 0 < seconds_spent_apart() - before < 30, "and this thread's sender pays for it"
    monkeypatch.setattr(sandbox, "LIMITS", {**LIMITS, "memory_bytes": 1})
    with pytest.raises(UnreadableFile, match="more than 0 MB of memory"):
        to_docx(replace(trial_paper(), template=template()))
