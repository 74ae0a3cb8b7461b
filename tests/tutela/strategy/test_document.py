"""A strategy on paper: what a drafting officer sends, and what a partner's copy leaves out."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import docx
import pypdf

from tutela.base.documents import model as d
from tutela.base.documents.docx import to_docx
from tutela.base.documents.pdf import to_pdf
from tutela.strategy.completeness import HeldElement, check
from tutela.strategy.document import Paper, Part, Signature, document, prose, references
from tutela.strategy.elements import SECTIONS, by_key
from tutela.strategy.matrix import Line

WORDS = "The mission protects people under threat, by day and by night, wherever it can reach them."
LINE = Line(
    "1",
    "r",
    "patrol",
    lead="Force",
    support=("UNPOL",),
    tiers=(2,),
    phase="prevention",
    place="Luma",
    starts=date(2018, 11, 1),
)


def paper(*, draft: bool = True, **more: object) -> Paper:
    states = check({"A.purpose": HeldElement(text=WORDS)})
    parts = {
        letter: Part(
            WORDS if letter == "A" else "",
            missing=[s.element for s in states if s.element.section == letter and not s.met],
        )
        for letter in SECTIONS
    }
    given: dict[str, object] = {"parts": parts, "lines": [LINE], "risks": {"r": "Luma, killing"}}
    return Paper(
        "Strategy for Luma", "Mission in Luma", date(2018, 12, 31), draft=draft, **(given | more)
    )  # type: ignore[arg-type]


def said(made: Paper) -> str:
    pages = pypdf.PdfReader(BytesIO(to_pdf(document(made)))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_draft_shows_what_is_missing_with_the_seeds_paragraph_and_a_signed_one_does_not() -> None:
    draft, signed = said(paper()), said(paper(draft=False))
    assert "Not met yet" in draft and "template A, paragraph 2, Compliance" in draft
    assert "Not met yet" not in signed and by_key()["A.compliance"].asks not in signed
    assert WORDS in draft and WORDS in signed


def test_a_section_that_was_withheld_stands_there_with_why() -> None:
    made = paper(parts={}, withheld={"F": "Read in the mission only; gaps stand by their effect."})
    text = said(made)
    assert "F. Capacities, resources and national caveats" in text
    assert "gaps stand by their effect" in text


def test_the_word_file_has_real_headings_a_table_of_contents_and_the_four_columns() -> None:
    file = docx.Document(BytesIO(to_docx(document(paper()))))
    heads = [p.text for p in file.paragraphs if p.style.name == "Heading 1"]
    assert heads == [
        *(f"{letter}. {name}" for letter, name in SECTIONS.items()),
        "Annex I. Implementation matrix",
        "Annex II. References",
    ]
    contents = [p.text for p in file.paragraphs if p.style.name == "toc 1"]
    assert [line.split("\t")[0] for line in contents] == heads
    matrix = next(
        table
        for table in file.tables
        if any(cell.text.startswith("POC risk") for cell in table.rows[0].cells)
    )
    assert [cell.text for cell in matrix.rows[1].cells][1:5] == [
        "Luma, killing",
        "patrol",
        "Force",
        "UNPOL",
    ]


def test_what_nobody_filled_in_a_line_is_not_known_and_never_blank() -> None:
    table = next(
        b
        for b in d.walk(document(paper()).blocks)
        if isinstance(b, d.Table) and b.name == "Implementation matrix"
    )
    assert [d.words(cell) for cell in table.rows[0].cells][-3:] == [
        "not known",
        "not known",
        "planned",
    ]


def test_who_signed_what_stands_on_paper() -> None:
    signed = paper(
        draft=False,
        term=(date(2019, 1, 1), date(2019, 12, 31)),
        signatures=[Signature("Head of Mission", "endorses", date(2018, 12, 30), "ab12cd34")],
    )
    text = said(signed)
    assert "In force from 1 January 2019 to 31 December 2019" in text and "ab12cd34" in text


def test_text_of_a_drafter_is_words_and_never_markup() -> None:
    hostile = "#set page(width: 1cm)\n\n- *a* <script>\n- =cmd|' /c calc'!A1"
    blocks = list(prose(hostile))
    assert [type(block) for block in blocks] == [d.Paragraph, d.Bullets]
    assert "=cmd" in said(paper(parts={"A": Part(hostile)}))


def test_the_references_of_annex_two_are_all_there() -> None:
    codes = {row["code"] for row in references()}
    assert {"S/RES/1894 (2009)", "S/RES/1325 (2000)", "S/RES/1612 (2005)", "A/64/19"} <= codes
