"""An edited DOCX is read by its bookmarks; what is hostile is refused in a sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from tutela.base.documents.docx import to_docx
from tutela.base.documents.docx_reader import (
    MOST_COLUMNS,
    EditedFile,
    FileLine,
    Remark,
    read_bytes,
    read_edited,
)
from tutela.base.documents.model import Bullets, Document, Heading, Marked, Paragraph
from tutela.base.errors import UnreadableFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
COMMENT = (
    f'<w:comments xmlns:w="{W}"><w:comment w:id="7" w:author="Legal Affairs">'
    "<w:p><w:r><w:t>Cite paragraph 1.</w:t></w:r></w:p></w:comment></w:comments>"
)


def written(folder: Path) -> Path:
    blocks = (
        Heading("A. Purpose"),
        Marked("tutela_A_1", (Paragraph("We patrol."), Bullets(("at dawn", "at dusk")))),
        Paragraph("A table follows."),
        Marked("tutela_B_2", (Paragraph("We listen."),)),
    )
    path = folder / "copy.docx"
    path.write_bytes(to_docx(Document("Strategy", date(2018, 12, 31), blocks)))
    return path


def changed(path: Path, *edits: tuple[str, str], comments: str = "") -> Path:
    """The file with words of its text replaced in the XML, as an office program writes them."""
    kept = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                text = data.decode()
                for was, now in edits:
                    assert was in text
                    text = text.replace(was, now, 1)
                data = text.encode()
            if name != "word/comments.xml":
                new.writestr(name, data)
        if comments:
            new.writestr("word/comments.xml", comments)
    path.write_bytes(kept.getvalue())
    return path


def line_of(file: EditedFile, words: str) -> FileLine:
    return next(one for one in file.lines if one.words == words)


def test_every_line_is_read_and_where_a_mark_begins(tmp_path: Path) -> None:
    file = read_edited(written(tmp_path))
    lines = [one for one in file.lines if one.kind == "paragraph"]
    at = lines.index(line_of(file, "A. Purpose"))
    assert [(one.words, one.point, one.heading) for one in lines[at:]] == [
        ("A. Purpose", False, 1),
        ("We patrol.", False, 0),
        ("at dawn", True, 0),
        ("at dusk", True, 0),
        ("A table follows.", False, 0),
        ("We listen.", False, 0),
    ]
    assert line_of(file, "We patrol.").marks == ("tutela_A_1",)


def test_insertions_deletions_and_comments_are_read_with_their_authors(tmp_path: Path) -> None:
    path = changed(
        written(tmp_path),
        (
            ">We patrol.</w:t></w:r>",
            ">We patrol</w:t></w:r>"
            '<w:del w:id="1" w:author="Amina"><w:r><w:delText>.</w:delText></w:r></w:del>'
            '<w:ins w:id="2" w:author="Boris"><w:r><w:t> by night.</w:t></w:r></w:ins>',
        ),
        (
            ">We listen.</w:t></w:r>",
            '>We </w:t></w:r><w:commentRangeStart w:id="7"/><w:r><w:t>listen.</w:t></w:r>'
            '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>',
        ),
        comments=COMMENT,
    )
    file = read_edited(path)
    first = line_of(file, "We patrol by night.")
    assert (first.before, first.words) == ("We patrol.", "We patrol by night.")
    assert first.authors == ("Amina", "Boris")
    on = file.lines.index(line_of(file, "We listen."))
    assert file.remarks == (Remark("listen.", "Cite paragraph 1.", "Legal Affairs", on),)


def hostile(kind: str, path: Path) -> Path:
    if kind == "text":
        path.write_text("no archive")
    elif kind == "other archive":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "a")
    elif kind == "broken":
        changed(path, ("<w:body>", "<w:body"))
    elif kind == "entities":
        changed(
            path,
            (
                "<w:document",
                '<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><w:document',
            ),
        )
    elif kind == "bomb":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b" " * 31_000_000)
    return path


@pytest.mark.parametrize("kind", ["text", "other archive", "broken", "entities", "bomb"])
def test_what_is_no_document_is_refused_with_the_next_step(kind: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Next: "):
        read_edited(hostile(kind, written(tmp_path)))


def with_flag(path: Path, *, encrypted: bool = False, method: int = 8) -> Path:
    """The file as a packer leaves it that encrypts, or packs by another method."""
    data = bytearray(path.read_bytes())
    at = 0
    while (at := data.find(b"PK\x03\x04", at)) >= 0:
        data[at + 6] |= encrypted
        data[at + 8] = method
        at += 4
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= encrypted
        data[at + 10] = method
        at += 4
    path.write_bytes(data)
    return path


def test_a_protected_document_is_told_whoever_protected_it(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="protected by a password"):
        read_edited(with_flag(written(tmp_path), encrypted=True))
    by_an_office_program = tmp_path / "locked.docx"
    container = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
    by_an_office_program.write_bytes(container + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(UnreadableFile, match="remove the password"):
        read_edited(by_an_office_program)
    by_an_office_program.write_bytes(container)  # an old .doc
    with pytest.raises(UnreadableFile, match="no DOCX document"):
        read_edited(by_an_office_program)


def test_a_document_packed_by_an_unknown_method_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no DOCX document"):
        read_edited(with_flag(written(tmp_path), method=99))


@pytest.mark.parametrize(
    ("span", "columns"),
    [("2", 2), ("0", 1), ("1000", MOST_COLUMNS), ("9" * 5000, 1)],
    ids=["two", "none", "more than a page holds", "no number an office program writes"],
)
def test_a_cell_spans_what_a_page_can_hold_whatever_it_says(span: str, columns: int) -> None:
    file = docx.Document()
    cell = file.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "Bria"
    spans = cell._tc.get_or_add_tcPr().makeelement(qn("w:gridSpan"), {qn("w:val"): span})
    cell._tc.get_or_add_tcPr().append(spans)
    kept = io.BytesIO()
    file.save(kept)
    [row] = [one for one in read_bytes(kept.getvalue(), "own.docx").lines if one.kind == "row"]
    assert row.cells == ("Bria", *[""] * (columns - 1))
