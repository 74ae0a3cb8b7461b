"""Papers of reports: what a draft shows, what a final one holds, the head of a cable, the annex."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from pypdf import PdfReader

from tutela.base.disclosure import COUNTS_READABLE
from tutela.base.documents import model as d
from tutela.base.documents.docx import to_docx
from tutela.base.documents.html import to_html
from tutela.base.documents.layout import Layout, lay_out
from tutela.base.documents.mail import to_mail
from tutela.base.documents.pdf import to_pdf
from tutela.base.errors import BadParameter
from tutela.base.messages import Sentence, say, term
from tutela.monitoring.indicators import CountedPeriod
from tutela.reporting.figures import Basis, GivenFigure, ReportFigure, office_figures
from tutela.reporting.paper import (
    Cleared,
    FilledSection,
    PaperHead,
    ReportPaper,
    counts,
    figures_workbook,
    report_document,
)
from tutela.reporting.products import products
from tutela.reporting.sentences import suggest_for

from .conftest import luma_week, teller

WEEK = luma_week()
PERIOD = CountedPeriod(date(2030, 6, 3), date(2030, 6, 9))
FIGURES = [
    ReportFigure(
        "killed",
        term("people killed"),
        say("incidents of the period"),
        value=12,
        basis=Basis("killed", standing="verified"),
        period=PERIOD,
        records=("i1",),
        left_out={"no day is known": 1},
    ),
    ReportFigure("abducted", term("people abducted"), say("incidents of the period"), value=2),
    ReportFigure(
        "displaced",
        term("people displaced"),
        say("incidents of the period"),
        "missing",
        because=say("no record says how long it took or how much it was"),
    ),
]


def filled_paper(key: str, *, language: str = "en", draft: bool = True) -> ReportPaper:
    """A report of the week at Luma: half of its text accepted, half suggested."""
    product, tell = products()[key], teller(language)
    sections = {}
    for number, section in enumerate(product.sections):
        told = suggest_for(product, section, WEEK)
        text = "\n\n".join(tell(one.text) for one in told)
        sections[section.key] = FilledSection(text)
        if number % 2:
            sections[section.key] = FilledSection(suggested=[one.text for one in told])
        if section.kind == "figures":
            sections[section.key] = FilledSection(figures=FIGURES)
        if section.kind == "figures_from_office":
            given = [
                GivenFigure("7", 7, "CTFMR 6", date(2030, 6, 5)),
                GivenFigure("3", 3, "CTFMR 6", date(2030, 6, 5), late=True),
            ]
            sections[section.key] = FilledSection(figures=office_figures(section, given))
    return ReportPaper(
        product,
        "UNMIL-X",
        date(2030, 6, 9),
        "2030-06-09-1f2e3d4c",
        sections,
        PERIOD,
        FIGURES,
        marking="unclassified" if product.ceiling == "unclassified" else "confidential",
        drafted_by="A. Adviser",
        cleared=[Cleared("chief_of_staff", datetime(2030, 6, 10, 9, tzinfo=UTC))],
        draft=draft,
        language=language,
        direction="rtl" if language == "ar" else "ltr",
    )


def made(paper: ReportPaper, *, numbered: bool = True) -> d.Document:
    tell = teller(paper.language)
    layout = Layout(paper.product.layout, ("United Nations", paper.mission), numbered=numbered)
    return lay_out(report_document(paper, tell=tell), layout, tell=tell)


def words_of(document: d.Document) -> str:
    """Everything a document says, as one text."""
    return re.sub(r"<[^>]+>", " ", to_mail(document))


def test_a_draft_says_so_on_every_page_of_each_form() -> None:
    document = made(filled_paper("weekly_poc"))
    pages = PdfReader(BytesIO(to_pdf(document))).pages
    assert len(pages) > 1
    assert all(page.extract_text().count("DRAFT") >= 2 for page in pages)
    with ZipFile(BytesIO(to_docx(document))) as parts:
        assert "DRAFT" in parts.read("word/header1.xml").decode()
        assert "DRAFT" in parts.read("word/footer1.xml").decode()
    for told in (to_html(document), to_mail(document)):
        assert told.count("DRAFT") == 2, "above and below, beside the marking"
    final = made(filled_paper("weekly_poc", draft=False))
    assert "DRAFT" not in to_html(final)


def test_the_pdf_is_for_archives_and_the_same_twice() -> None:
    document = made(filled_paper("flash"))
    told = to_pdf(document)
    assert told == to_pdf(document)
    assert b"<pdfaid:part>2</pdfaid:part>" in told
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in told, "meets 2b, and is tagged"


def test_a_cable_bears_the_head_that_headquarters_reads() -> None:
    head = PaperHead("DPO", "DPPA", "SRSG", "CCX-114", "CCX-98", "imminent", "Attack at Luma")
    document = made(replace(filled_paper("cable"), head=head))
    block = next(block for block in document.blocks if isinstance(block, d.Particulars))
    assert [(line.label, d.words(line.text)) for line in block.lines] == [
        ("To", "DPO"),
        ("Info", "DPPA"),
        ("From", "SRSG"),
        ("Date", "9 June 2030"),
        ("Number", "CCX-114"),
        ("Ref.", "CCX-98"),
        ("Precedence", "Immediate"),
        ("Classification", "Confidential"),
        ("Subject", "Attack at Luma"),
    ]
    plain = made(filled_paper("cable"))
    block = next(block for block in plain.blocks if isinstance(block, d.Particulars))
    said = {line.label: d.words(line.text) for line in block.lines}
    assert said["Precedence"] == "Routine"
    assert said["Subject"] == "Protection of civilians, 3 June 2030 to 9 June 2030"
    assert document.title == "Code cable", "the name of the file tells nothing"
    numbers = [b.number for b in d.walk(document.blocks) if isinstance(b, d.Paragraph) and b.number]
    assert numbers == list(range(1, len(numbers) + 1))
    with pytest.raises(BadParameter, match="may bear Confidential at most"):
        report_document(replace(filled_paper("weekly_poc"), marking="strictly confidential"))


def test_a_draft_names_what_is_open_and_a_final_paper_holds_what_was_accepted() -> None:
    paper = filled_paper("hom_brief")
    sections = {
        **paper.sections,
        "caveats": FilledSection("x"),
        "refusals": FilledSection(left_out="The Force Commander still checks the report."),
        "human_rights": FilledSection(missing=True),
        "decisions": FilledSection("Release one helicopter.", carried=date(2030, 6, 2)),
    }
    draft = words_of(made(replace(paper, sections=sections)))
    assert "A draft. Still open:" in draft
    assert "Taskings refused: left out, with a reason" in draft
    assert "The Force Commander still checks" in draft
    assert "Carried over from the edition of 2 June 2030." in draft
    assert "accepted by nobody yet" in draft
    final = words_of(made(replace(paper, sections=sections, draft=False)))
    for told in ("Still open", "still checks", "accepted by nobody", "Taskings refused"):
        assert told not in final
    assert "Nothing came from: Human Rights. That says nothing of what happened." in final
    assert "Release one helicopter." in final
    assert "Cleared by" in final


def test_a_part_its_reader_may_not_read_says_so_and_a_blank_one_takes_no_room() -> None:
    paper = filled_paper("hom_brief")
    sections = {
        **paper.sections,
        "refusals": FilledSection(closed=True),
        "obstacles": FilledSection(),
    }
    for draft in (True, False):
        said = words_of(made(replace(paper, sections=sections, draft=draft)))
        assert "Taskings refused" in said and "This part is not for your reading." in said
        assert "Nothing is written here" not in said
        assert ("Obstacles and action requested: nothing is written yet" in said) is draft
    assert "Taskings refused: must be written" not in said


@pytest.mark.parametrize("key", sorted(products()))
def test_a_paper_of_figures_says_that_it_counts_what_is_read_whatever_it_holds(key: str) -> None:
    full = filled_paper(key)
    for paper in (full, replace(full, sections={}, figures=[])):
        assert words_of(made(paper)).count(COUNTS_READABLE) == counts(full.product)


def test_a_paper_whose_days_go_on_says_until_when_it_counted() -> None:
    going_on = replace(filled_paper("weekly_poc"), frozen=date(2030, 6, 7))
    assert "Its days go on: counted until 7 June 2030" in words_of(made(going_on))
    assert "days go on" not in words_of(made(filled_paper("weekly_poc")))


def test_a_figure_says_of_how_many_and_what_the_last_edition_told() -> None:
    answered = ReportFigure("answered", term("alerts"), say("all"), value=6, of=10, last=(7, 9))
    first = replace(FIGURES[0], last=None)
    sections = {"effect": FilledSection(figures=[answered, first])}
    paper = replace(
        filled_paper("weekly_poc"),
        sections=sections,
        figures=[answered],
        as_of="9 June 2030, 18:00 CAT",
    )
    document = report_document(paper)
    tables = [block for block in document.blocks if isinstance(block, d.Table)]
    assert [d.words(cell) for cell in tables[0].rows[0].cells][-2:] == ["7 of 9", "6 of 10"]
    assert [d.words(cell) for cell in tables[0].rows[1].cells][-2:] == ["–", "12"]
    said = words_of(made(paper))
    assert said.count("6 of 10") == 2, "in its section and in the annex"
    assert "figures as of 9 June 2030, 18:00 CAT" in said and "the end of" not in said
    about = openpyxl.load_workbook(BytesIO(figures_workbook(paper)))["About"]
    words = {cell for row in about.iter_rows(values_only=True) for cell in row}
    assert "9 June 2030, 18:00 CAT" in words


def test_what_goes_outside_tells_the_effect_and_no_small_count() -> None:
    for product in products().values():
        if product.outside:
            document = made(filled_paper(product.key))
            told = words_of(document)
            for closed in ("Kestrel", "capital was asked", "checkpoint", "Cleared by", "Adviser"):
                assert closed not in told.replace("Child Protection Adviser", "").replace(
                    "Women’s Protection Adviser", ""
                ), (product.key, closed)
    told = words_of(made(filled_paper("contributors_briefing")))
    assert "not shown" in told
    workbook = figures_workbook(filled_paper("contributors_briefing"), records=True)
    book = openpyxl.load_workbook(BytesIO(workbook))
    assert book.sheetnames == ["Figures", "About"], "no record ids go outside"
    assert book["Figures"]["B3"].value == "not shown"


def test_small_counts_of_a_compartment_are_hidden_inside_too() -> None:
    told = made(filled_paper("weekly_poc"))
    table = next(b for b in d.walk(told.blocks) if isinstance(b, d.Table) and b.name == "Children")
    assert [d.words(row.cells[-1]) for row in table.rows] == ["7", "not shown"]
    casualties = next(
        b
        for b in d.walk(made(filled_paper("flash")).blocks)
        if isinstance(b, d.Table) and b.name == "Casualties"
    )
    assert [d.words(row.cells[-1]) for row in casualties.rows] == ["12", "2", "not known"]


def test_talking_points_are_points() -> None:
    document = made(filled_paper("council_briefing", draft=False), numbered=False)
    assert not [b for b in document.blocks if isinstance(b, d.Paragraph) and b.size == "body"]
    assert [b for b in document.blocks if isinstance(b, d.Bullets)]


def test_mail_holds_nothing_a_mail_program_drops() -> None:
    told = to_mail(made(filled_paper("daily")))
    for dropped in ("<style", "<svg", "<script", "class=", "var(", "http:", "https:", "<link"):
        assert dropped not in told
    assert "Luma" in told


def test_the_annex_says_what_each_figure_counts_and_keeps_text_as_text() -> None:
    trick = replace(FIGURES[0], label="=HYPERLINK(1)")
    paper = replace(filled_paper("weekly_poc"), figures=[trick, *FIGURES[1:]])
    book = openpyxl.load_workbook(BytesIO(figures_workbook(paper, records=True)))
    assert book.sheetnames == ["Figures", "Records", "About"]
    rows = list(book["Figures"].iter_rows(values_only=True))
    assert rows[1][:4] == ("=HYPERLINK(1)", 12, None, "incidents of the period")
    assert book["Figures"]["A2"].data_type == "s"
    assert rows[3][1] == "not known"
    assert list(book["Records"].iter_rows(min_row=2, values_only=True)) == [("=HYPERLINK(1)", "i1")]
    assert "Confidential · DRAFT" in book["Figures"].oddHeader.center.text


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_paper_says_its_own_words_in_the_language_of_its_reader(language: str) -> None:
    """What the house says is no English; names and what people wrote stand as they are."""
    for key in ("cable", "weekly_poc", "hom_brief"):
        paper = filled_paper(key, language=language)
        english = {
            str(text) for text in sentences_of(report_document(paper, tell=lambda text: text))
        }
        said = words_of(made(paper))
        for text in english - SAME:
            assert len(text) < 9 or f" {text} " not in said, (key, text)


SAME = {"UNMIL-X", "2030-06-09-1f2e3d4c", "Classification"}


def sentences_of(part: object) -> list[str]:
    """The sentences of a document that were not yet said in a language."""
    if isinstance(part, Sentence):
        return [part]
    if isinstance(part, tuple):
        return [text for one in part for text in sentences_of(one)]
    if hasattr(part, "__dataclass_fields__"):
        return [
            text for name in part.__dataclass_fields__ for text in sentences_of(getattr(part, name))
        ]
    return []
