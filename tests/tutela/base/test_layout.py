"""Papers are laid out by kind: contents, abbreviations, numbers, who signs; in three forms."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from tutela.base.abbreviations import abbreviations, shipped_meanings, words_abbreviated
from tutela.base.documents import model as d
from tutela.base.documents.docx import to_docx
from tutela.base.documents.html import to_html
from tutela.base.documents.layout import Layout, lay_out, shipped_layouts
from tutela.base.documents.pdf import to_pdf

TEXT = (
    d.Heading("A. Purpose"),
    d.Paragraph("The JOC tells all posts."),
    d.Note((d.Paragraph("Not known: the POC of the east."),)),
    d.Marked("tutela_A", (d.Paragraph("We patrol:"), d.Bullets(("by day",)))),
    d.Paragraph("Small print.", "small"),
    d.PageBreak(),
    d.Heading("B. Scope"),
    d.Table("Posts", (d.Column("Post"),), (d.Row(("JMAC",)),)),
    d.Paragraph("We listen."),
)
WHOLE = Layout(
    "strategy",
    ("United Nations", "Mission in Luma"),
    "LUMIS/1",
    ("Heads of components",),
    "Head of Mission",
    numbered=True,
    contents=True,
    abbreviations=True,
)


def laid_out(layout: Layout = WHOLE, language: str = "en") -> d.Document:
    plain = d.Document("Luma", date(2030, 6, 1), TEXT, language=language)
    meanings = {word: shipped_meanings(word)[language] for word in ("JOC", "JMAC", "POC")}
    return lay_out(plain, layout, meanings=meanings)


def test_paragraphs_of_the_text_are_numbered_and_panels_and_small_print_are_not() -> None:
    numbers = {
        d.words(block.text): block.number
        for block in d.walk(laid_out().blocks)
        if isinstance(block, d.Paragraph)
    }
    assert numbers == {
        "The JOC tells all posts.": 1,
        "Not known: the POC of the east.": 0,
        "We patrol:": 2,
        "Small print.": 0,
        "We listen.": 3,
    }


def test_a_layout_without_numbers_contents_or_abbreviations_changes_no_block() -> None:
    bare = Layout("minutes")
    assert laid_out(bare).blocks == TEXT
    with_contents = d.Document("Luma", date(2030, 6, 1), (d.Contents("C"), d.PageBreak(), *TEXT))
    assert lay_out(with_contents, bare).blocks == TEXT


@pytest.mark.parametrize(
    ("language", "means"),
    [
        ("en", "Joint Operations Centre"),
        ("fr", "centre d’opérations conjoint"),
        ("ar", "مركز العمليات المشتركة"),
    ],
)
def test_the_abbreviations_used_are_listed_behind_the_contents(language: str, means: str) -> None:
    contents, heading, table, *_rest = laid_out(language=language).blocks
    assert isinstance(contents, d.Contents) and isinstance(heading, d.Heading)
    assert isinstance(table, d.Table)
    listed = {d.words(short): d.words(long) for short, long in (row.cells for row in table.rows)}
    assert listed["JOC"] == means and set(listed) == {"JOC", "JMAC", "POC"}


def test_each_abbreviation_stands_once_and_is_whole() -> None:
    shorts = [one.short_en for one in abbreviations()]
    assert len(shorts) == len(set(shorts)) and shorts == sorted(shorts)
    assert all(all((one.short_fr, one.en, one.fr, one.ar)) for one in abbreviations())
    assert not words_abbreviated(["A unit of the force, and it: annex II, M-001."])


def test_what_nobody_confirmed_is_not_explained() -> None:
    plain = d.Document("Luma", date(2030, 6, 1), TEXT)
    words = [b.text for b in d.walk(lay_out(plain, WHOLE).blocks) if isinstance(b, d.Heading)]
    assert "Abbreviations" not in words


def test_the_three_forms_show_letterhead_numbers_and_the_place_to_sign() -> None:
    made = laid_out()
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(to_pdf(made))).pages]
    whole = " ".join(" ".join(pages).split())
    for words in ("Mission in Luma", "LUMIS/1", "Heads of components", "3. We listen."):
        assert words in whole and words.split(". ")[-1] in to_html(made)
    assert whole.index("We listen.") < whole.index("Head of Mission")
    with zipfile.ZipFile(io.BytesIO(to_docx(made))) as parts:
        body = parts.read("word/document.xml").decode()
        numbering = parts.read("word/numbering.xml").decode()
    assert body.count('w:val="NumberedParagraph"') == 3 and "3. We listen" not in body
    assert 'w:pStyle w:val="NumberedParagraph"' in numbering
    assert "PAGEREF _Toc2" in body and ">2<" in body, "the second heading stands on page two"


def test_the_same_document_gives_the_same_bytes_and_another_signer_others() -> None:
    made = laid_out()
    assert to_docx(made) == to_docx(laid_out()) and to_pdf(made) == to_pdf(laid_out())
    assert to_pdf(laid_out(replace(WHOLE, signatory="Chair"))) != to_pdf(made)


def test_every_kind_is_shipped_with_a_name() -> None:
    assert {"strategy", "minutes", "report_brief"} <= set(shipped_layouts())
    assert all(one.name for one in shipped_layouts().values())
