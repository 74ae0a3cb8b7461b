"""The words of a file somebody gives; what cannot be read says what to do."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pypdf
import pytest
import typst

from tutela.base.documents.typst_engine import installed_fonts
from tutela.base.documents.words_reader import words_of_file
from tutela.base.errors import UnreadableFile

ENGLISH = "The Security Council,\n\n1. Decides to protect civilians;\n\n(a) By patrols;"
ARABIC = (
    "إن مجلس الأمن،\n\n1 - يقرر تمديد ولاية البعثة حتى 3 آذار/مارس 2031؛\n\n(أ) حماية المدنيين؛"
)
SHAPE = '#set text(font: ({}), lang: "{}")\n{}'


def pdf(words: str, language: str) -> bytes:
    plain = words.replace("/", "\\/").replace("(", "\\(").replace("-", "\\-").replace(". ", "\\. ")
    fonts = ", ".join(f'"{name}"' for name in installed_fonts())
    return bytes(typst.compile(SHAPE.format(fonts, language, plain).encode()))


@pytest.mark.parametrize(("words", "language"), [(ENGLISH, "en"), (ARABIC, "ar")])
def test_a_pdf_gives_its_words_in_the_order_they_are_read(words, language):
    if language == "ar" and not any("Arab" in name for name in installed_fonts()):
        pytest.skip("no font with Arabic letters is installed")
    found = words_of_file(pdf(words, language), "text.pdf")
    assert found.split() == words.split()


def test_a_pdf_that_is_locked_damaged_or_a_picture_says_what_to_do():
    locked = pypdf.PdfWriter()
    locked.add_blank_page(100, 100)
    kept = BytesIO()
    locked.write(kept)
    with pytest.raises(UnreadableFile, match=r"no words\. Next: give the official text"):
        words_of_file(kept.getvalue(), "scan.pdf")
    locked.encrypt("secret", algorithm="RC4-128")
    kept = BytesIO()
    locked.write(kept)
    with pytest.raises(UnreadableFile, match="locked with a password"):
        words_of_file(kept.getvalue(), "locked.pdf")
    with pytest.raises(UnreadableFile, match="the PDF is damaged"):
        words_of_file(b"%PDF-1.7 ...", "torn.pdf")


SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def listed(words: str, depth: int) -> str:
    look = f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="7"/></w:numPr></w:pPr>'
    return f"<w:p>{look}<w:r><w:t>{words}</w:t></w:r></w:p>"


def level(depth: int, figures: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{figures}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def test_a_docx_gives_its_words_with_the_numbers_of_its_lists_and_all_changes_accepted():
    body = (
        "<w:p><w:r><w:t>The Security Council,</w:t></w:r></w:p>"
        + listed("Decides:", 0)
        + listed("To protect;", 1)
        + listed("By day;", 2)
        + listed("By night;", 2)
        + listed("To report;", 1)
        + listed("Requests", 0)
        + "<w:p><w:r><w:t>all </w:t></w:r><w:del><w:r><w:delText>or none</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>civilians</w:t></w:r></w:ins></w:p>"
    )
    levels = level(0, "decimal", "%1.") + level(1, "lowerLetter", "(%2)")
    levels += level(2, "lowerRoman", "(%3)")
    lists = (
        f'<w:abstractNum w:abstractNumId="3">{levels}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num>'
    )
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {SPACE}><w:body>{body}</w:body></w:document>"
        )
        archive.writestr("word/numbering.xml", f"<w:numbering {SPACE}>{lists}</w:numbering>")
    assert words_of_file(kept.getvalue(), "text.docx").splitlines() == [
        "The Security Council,",
        "1. Decides:",
        "(a) To protect;",
        "(i) By day;",
        "(ii) By night;",
        "(b) To report;",
        "2. Requests",
        "all civilians",
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x89PNG\r\n", "a PNG picture, not plain text, PDF or DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"old office program.*Next: save it as DOCX"),
        ("Décide".encode("latin-1"), "not in UTF-8"),
        (b"PK\x05\x06" + bytes(18), "no DOCX document"),
    ],
)
def test_what_is_no_text_is_refused_with_the_next_step(data, told):
    with pytest.raises(UnreadableFile, match=told):
        words_of_file(data, "file")
