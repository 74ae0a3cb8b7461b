"""One document in three forms: the same words in each, and no word ever taken for an order."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import docx
import pypdf
import pytest
import typst

from tutela.base import design_tokens
from tutela.base.documents import typst_engine
from tutela.base.documents.docx import to_docx
from tutela.base.documents.html import to_html
from tutela.base.documents.model import (
    Break,
    Bullets,
    Chip,
    Column,
    Columns,
    Contents,
    Document,
    Fact,
    Facts,
    Figure,
    Heading,
    Interval,
    Level,
    Note,
    OfIntervals,
    PageBreak,
    Paragraph,
    Particular,
    Particulars,
    Row,
    Small,
    Soft,
    Strong,
    Table,
    Wide,
    check_drawing,
    plain,
)
from tutela.base.documents.pdf import to_pdf
from tutela.base.errors import BadParameter

HOSTILE = (
    "#set page(width: 1cm)",
    '#panic("x")',
    "<script>alert(1)</script>",
    "$x^2$",
    "*a* _b_",
    "=cmd|'/c calc'!A1",
    "{{ 7*7 }}",
    "]]>",
    "\\u{41}",
    "@ref <label>",
    "&lt;",
)

DRAWING = design_tokens.icon(4)


def report(**changed: object) -> Document:
    said: dict[str, object] = {
        "title": "Karuna: week to 3 June 2030",
        "kicker": "Weekly protection risk report",
        "frozen": date(2030, 6, 3),
        "marking": "confidential",
        "meta": ("Next: 10 June 2030",),
        "stamp": ("Snapshot 2030-06-03-a1b2c3", "Invented events"),
        "blocks": (
            Facts((Fact("5", "critical risks", "4 last week"),)),
            Heading("Judgement"),
            Paragraph(("Luma is ", Strong("the first concern"), "."), "lead"),
            Columns(
                (Figure(DRAWING, "Map of Karuna", "Seven events"),),
                (Note((Bullets((("Not assessed: ", Strong("Pallo")),)),)),),
            ),
            Heading("Ranked risks"),
            Table(
                "Ranked risks",
                (Column("Level"), Column("0 to 100"), Column("Place", 1), Column("Records", 1)),
                (
                    Row(((Level(5), " very high"), Interval(66, 80, 93), "Luma", Small("ucdp 1"))),
                    Row(((Level(None), " not assessed"), "", "Pallo", Chip("Low", 1)), True),
                ),
            ),
            PageBreak(),
            Paragraph("Overleaf", "small"),
        ),
    }
    return Document(**(said | changed))  # type: ignore[arg-type]


def pdf_text(document: Document) -> str:
    pages = pypdf.PdfReader(BytesIO(to_pdf(document))).pages
    return " ".join("\n".join(page.extract_text() for page in pages).split())


def docx_text(document: Document) -> str:
    """Every word of the body, tables included, in reading order."""
    body = docx.Document(BytesIO(to_docx(document))).element.body
    return " ".join("".join(p.itertext()) for p in body.iter() if p.tag.endswith("}p"))


class Page(HTMLParser):
    """What a reader of the HTML sees, and every element and link in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_a_docx_shape_stands_close_to_its_word_on_one_line() -> None:
    body = docx.Document(BytesIO(to_docx(report()))).element.body
    drawn = [x for x in body.iter() if x.tag.endswith("}inline")]
    assert drawn and all(x.get("distL") == x.get("distR") == "0" for x in drawn)
    assert "\u00a0very high" in docx_text(report())


def test_words_of_the_interval_column_go_where_it_goes() -> None:
    said = report(blocks=(Paragraph(("Read on. ", OfIntervals("Thin lines: 20.")), "small"),))
    assert "Thin lines" in pdf_text(said)
    assert "Thin lines" in Page(to_html(said)).text
    assert "Read on." in docx_text(said)
    assert "Thin lines" not in docx_text(said)


# --- all three forms

READ = {"pdf": pdf_text, "docx": docx_text, "html": lambda d: Page(to_html(d)).text}


@pytest.mark.parametrize("form", READ)
def test_every_form_says_the_same(form: str) -> None:
    said = READ[form](report())
    for words in (
        "Karuna: week to 3 June 2030",
        "Next: 10 June 2030",
        "critical risks",
        "4 last week",
        "the first concern",
        "Seven events",
        "Not assessed: Pallo",
        "very high",
        "ucdp 1",
        "Overleaf",
    ):
        assert words in said


@pytest.mark.parametrize("form", READ)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_a_name(form: str, name: str) -> None:
    places = Table("Places", (Column("Place", 1),), (Row((name,)), Row((Strong(name),))))
    named = report(
        title=name, stamp=(name,), blocks=(Heading(name), Paragraph((name, Small(name))), places)
    )
    assert READ[form](named).replace(" ", "").count(name.replace(" ", "")) >= 5


@pytest.mark.parametrize("form", READ)
def test_signs_that_no_file_may_hold_are_taken_out(form: str) -> None:
    said = READ[form](report(title="Lu\x00ma\x0b \ud800x\u202e.", blocks=()))
    assert "Lu ma" in said
    assert not set(said) & set("\x00\x0b\u202e")


@pytest.mark.parametrize("make", (to_pdf, to_docx, to_html))
def test_the_same_document_gives_the_same_bytes(make) -> None:
    assert make(report()) == make(report())


@pytest.mark.parametrize("form", READ)
def test_other_scripts_arrive(form: str) -> None:
    assert "Bétou" in READ[form](report(blocks=(Paragraph("Bétou, Ñandú"),)))


# --- PDF


def test_the_pdf_is_tagged_titled_and_dated_as_the_figures_are() -> None:
    read = pypdf.PdfReader(BytesIO(to_pdf(report())))
    root = read.trailer["/Root"]
    assert read.metadata is not None
    assert read.metadata.title == "Karuna: week to 3 June 2030"
    assert read.metadata.creation_date is not None
    assert read.metadata.creation_date.date() == date(2030, 6, 3)
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]


def test_every_page_is_marked_twice_stamped_and_numbered() -> None:
    pages = pypdf.PdfReader(BytesIO(to_pdf(report()))).pages
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        said = page.extract_text()
        assert said.count("Confidential") == 2
        assert "Snapshot 2030-06-03-a1b2c3" in said
        assert f"{number} / 2" in said


def test_a_long_table_repeats_its_head() -> None:
    rows = tuple(Row((f"Place {n}",)) for n in range(120))
    pages = pypdf.PdfReader(
        BytesIO(to_pdf(report(blocks=(Table("Places", (Column("Name of place"),), rows),))))
    ).pages
    assert len(pages) > 1
    assert all("Name of place" in page.extract_text() for page in pages)


def test_arabic_runs_from_the_right() -> None:
    made = to_pdf(report(language="ar", direction="rtl"))
    assert pypdf.PdfReader(BytesIO(made)).trailer["/Root"]["/Lang"] == "ar"


def test_on_a_page_from_the_right_words_from_the_left_keep_their_order_and_their_full_stop() -> (
    None
):
    cell = (Soft("نقطة"), Break(), "The boats, ", Strong("all of them"), ", leave on Friday.")
    rows = (Row(("مكتب", cell)),)
    table = Table("Said", (Column("من", 2), Column("ما قيل", 5)), rows)
    blocks = (table, Bullets(("River.",)))
    made = to_pdf(report(language="ar", direction="rtl", blocks=blocks))
    drawn: list[tuple[str, float]] = []
    pypdf.PdfReader(BytesIO(made)).pages[0].extract_text(
        visitor_text=lambda text, page, at, *_: drawn.append((text, page[4] + at[4]))
    )
    where = {text: x for text, x in drawn if text.strip()}
    assert where["The boats, "] < where["all of them"] < where[", leave on Friday."]
    assert where["River."] > 400, "a point stands beside its mark"


def test_an_arabic_line_that_begins_with_a_latin_name_still_runs_from_the_right() -> None:
    line = "\u2068Luma\u2069 في خطر"
    drawn: list[tuple[str, float]] = []
    made = to_pdf(report(language="ar", direction="rtl", blocks=(Paragraph(line),)))
    pypdf.PdfReader(BytesIO(made)).pages[0].extract_text(
        visitor_text=lambda text, page, at, *_: drawn.append((text, page[4] + at[4]))
    )
    (name,) = [x for text, x in drawn if "Luma" in text and "Karuna" not in text]
    assert name > 450, "the name is the first thing at the right margin"
    word = docx.Document(BytesIO(to_docx(report(language="ar", blocks=(Paragraph(line),)))))
    (there,) = [one for one in word.paragraphs if "Luma" in one.text]
    assert there.text == "Luma في خطر" and not there._p.xpath("./w:pPr/w:bidi[@w:val='0']")


# --- DOCX


def test_in_word_too_a_full_stop_stays_with_words_from_the_left() -> None:
    rows = (Row(("مكتب", "Leave on Friday.")), Row(("مكتب", "لوما (Luma).")), Row(("–", "Friday")))
    table = Table("Said", (Column("من", 2), Column("ما قيل", 5)), rows)
    for direction, end in (("rtl", "\u200e"), ("ltr", "")):
        made = to_docx(report(language="ar", direction=direction, blocks=(table,)))
        (said,) = docx.Document(BytesIO(made)).tables
        assert [row.cells[1].text for row in said.rows[1:]] == [
            f"Leave on Friday.{end}",
            "لوما (Luma).",
            "Friday",
        ]


def test_points_of_a_list_from_the_right_stand_at_one_margin() -> None:
    points = Bullets(("Luma · Group Kestrel", "لوما"))
    made = docx.Document(BytesIO(to_docx(report(language="ar", direction="rtl", blocks=(points,)))))
    turned = [bool(line._p.xpath("./w:pPr/w:bidi[@w:val='0']")) for line in made.paragraphs]
    assert not any(turned)


def test_no_head_of_a_narrow_column_of_the_docx_is_broken_within_a_word() -> None:
    columns = (Column("Indicateur", 6), Column("Ce qui est observé", 94))
    made = docx.Document(
        BytesIO(to_docx(report(blocks=(Table("I", columns, (Row(("I-1", "x")),)),))))
    )
    narrow, wide = (cell.width.mm for cell in made.tables[-1].rows[0].cells)
    assert narrow > 2 * len("Indicateur")
    assert narrow + wide < 200


def test_every_paragraph_of_the_docx_names_its_style() -> None:
    with zipfile.ZipFile(BytesIO(to_docx(report()))) as parts:
        for name in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
            said = parts.read(name).decode()
            assert said.count("<w:p>") == said.count("<w:pStyle ") > 0, name


def test_a_note_stays_on_one_page_of_the_docx_and_its_last_line_is_no_page() -> None:
    note = Note((Paragraph("Not assessed: Pallo"),))
    table = Table("Places", (Column("Place", 1),), (Row(("Pallo",)),))
    file = docx.Document(BytesIO(to_docx(report(blocks=(note, table)))))
    assert len(file.tables[0]._tbl.xpath(".//w:trPr/w:cantSplit")) == 1
    gaps = [line for line in file.paragraphs if not line.text][-2:]
    assert [line.paragraph_format.line_spacing.pt for line in gaps] == [5, 1]


def test_small_words_and_who_signs_stay_on_the_page_of_the_table_above_them() -> None:
    table = Table("Places", (Column("Place", 1),), (Row(("Pallo",)), Row(("Osila",))))
    signs = Particulars((Particular("Drafted by", "adviser"), Particular("Cleared by", "chief")))
    blocks = (table, Paragraph("Two of nine.", "small"), table, signs, table, Paragraph("After."))
    file = docx.Document(BytesIO(to_docx(report(blocks=blocks))))
    held = [
        [bool(row.cells[-1].paragraphs[0].paragraph_format.keep_with_next) for row in one.rows]
        for one in file.tables
    ]
    assert held == [[True, False, True], [True, False, True], [True, False], [True, False, False]]
    assert [cell.width.mm for cell in file.tables[2].rows[0].cells] == [
        pytest.approx(column.width.mm, abs=0.1) for column in file.tables[2].columns
    ]


def test_a_title_from_the_right_is_as_bold_as_one_from_the_left() -> None:
    file = docx.Document(BytesIO(to_docx(report(language="ar", direction="rtl"))))
    assert [file.styles[name].font.cs_bold for name in ("Title", "Heading 1", "Body Text")] == [
        True,
        True,
        False,
    ]


def test_the_docx_has_real_headings_and_tables() -> None:
    made = docx.Document(BytesIO(to_docx(report())))
    headings = [p.text for p in made.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == ["Judgement", "Ranked risks"]
    ranked = made.tables[-1]
    assert [cell.text for cell in ranked.rows[0].cells] == ["Level", "Place", "Records"]
    assert ranked.rows[0]._tr.trPr is not None
    assert "tblHeader" in ranked.rows[0]._tr.xml


def test_the_docx_is_marked_on_every_page_and_says_what_its_pictures_show() -> None:
    made = to_docx(report())
    section = docx.Document(BytesIO(made)).sections[0]
    assert "Confidential" in section.header.paragraphs[0].text
    assert "Confidential" in section.footer.paragraphs[-1].text
    with zipfile.ZipFile(BytesIO(made)) as parts:
        body = parts.read("word/document.xml").decode()
        foot = "".join(parts.read(n).decode() for n in parts.namelist() if "footer" in n)
    assert 'descr="Map of Karuna"' in body
    assert 'descr="level 5 of 5, very high"' in body
    assert "NUMPAGES" in foot
    ids = re.findall(r'<wp:docPr id="(\d+)"', body)
    assert len(ids) == len(set(ids)) == 3


# --- HTML


def test_the_html_runs_nothing_and_fetches_nothing() -> None:
    page = Page(to_html(report()))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    for tag, attributes in page.elements:
        for key, value in attributes.items():
            assert not key.startswith("on"), tag
            if key in ("href", "src"):
                assert (value or "").startswith("#")
    style = "".join(re.findall(r"<style>(.*?)</style>", to_html(report()), re.DOTALL))
    assert "url(" not in style
    assert "@import" not in style


def test_the_html_has_its_language_one_title_and_names_its_columns_in_cells() -> None:
    page = Page(to_html(report(language="ar", direction="rtl")))
    first = dict(page.elements)["html"]
    assert (first["lang"], first["dir"]) == ("ar", "rtl")
    assert [tag for tag, _ in page.elements].count("h1") == 1
    labels = [a["data-label"] for tag, a in page.elements if tag == "td"]
    assert labels[:4] == ["Level", "0 to 100", "Place", "Records"]


def test_the_html_knows_night_paper_and_telephones() -> None:
    made = to_html(report())
    for rule in ("prefers-color-scheme:dark", "@media print", "max-width:700px"):
        assert rule in made


# --- the model


@pytest.mark.parametrize(
    "inside",
    (
        "<script>1</script>",
        '<image href="x.png"/>',
        '<use href="http://example.org/x"/>',
        '<path onclick="x()" d="M0 0"/>',
        '<rect fill="url(http://example.org)"/>',
        "<foreignObject/>",
        "<style>a{}</style>",
        "<!-- x -->",
        "<g>",
    ),
)
def test_a_drawing_that_could_run_or_fetch_is_refused(inside: str) -> None:
    with pytest.raises(BadParameter, match="drawing"):
        Figure(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>', "alt")


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    with pytest.raises(BadParameter, match="2 cells under 1 columns"):
        Table("Places", (Column("Place"),), (Row(("Luma", "80")),))


def test_an_unknown_marking_is_refused() -> None:
    with pytest.raises(BadParameter, match=r"'secret' is not a marking\. Next: use one of"):
        report(marking="secret")


def test_every_level_has_number_word_and_its_own_shape() -> None:
    shapes = {level.shape for level in design_tokens.LEVELS}
    assert len(shapes) == len(design_tokens.LEVELS) == 5
    for level in design_tokens.LEVELS:
        drawn = design_tokens.icon(level.number)
        check_drawing(drawn)
        assert f">{level.number}</text>" in drawn
        assert level.label in drawn


@pytest.mark.parametrize("colours", (design_tokens.LIGHT, design_tokens.DARK), ids=("day", "night"))
@pytest.mark.parametrize("ink", ("ink", "ink2", "ink3"))
def test_text_can_be_read_on_every_ground(colours: dict[str, str], ink: str) -> None:
    for ground in ("bg", "surface", "raised", "land"):
        assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("marking", design_tokens.MARKINGS.values(), ids=lambda m: m.word)
def test_a_marking_can_be_read(marking: design_tokens.Marking) -> None:
    assert contrast("#FFFFFF", marking.ground) >= 4.5


def contrast(a: str, b: str) -> float:
    """WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_plain_keeps_what_people_write() -> None:
    assert plain("Bétou سوق 市 – “x”") == "Bétou سوق 市 – “x”"


@pytest.mark.parametrize(
    "name", ["山田", "Luma ሰላም", "ملكال", "☃ 😀", "𐎠𐎡", "Łuŋa ɓ", "한국 ไทย ខ្មែរ"]
)
def test_a_script_without_a_face_is_named_and_stops_nothing(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[typst_engine.FACES],
    )
    monkeypatch.setattr(typst_engine, "_fonts", lambda: bare)
    said = Document(f"Place {name}", date(2030, 6, 1), (Paragraph(f"Seen at {name}."),))
    read = "".join(pdf_text(said).split())
    assert "Seenat" in read
    if name == "Luma ሰላም":
        assert "Luma[Ethiopic]" in read and "HTMLandDOCX" in read


def long_one() -> Document:
    """Three sections, a matrix laid across, and what follows it."""
    sections = [
        part
        for letter in "ABC"
        for part in (
            Heading(f"{letter}. Section"),
            Heading(f"Element of {letter}", 3),
            Paragraph("Words that stand there. " * 120),
        )
    ]
    matrix = Table("Matrix", (Column("Risk", 1), Column("Lead", 1)), (Row(("Luma", "Force")),))
    blocks = (
        Contents("Contents"),
        *sections,
        Wide((Heading("Annex I. Matrix"), matrix)),
        Heading("Annex II. References"),
    )
    return report(blocks=blocks)


def test_the_table_of_contents_leads_to_every_heading_with_its_page_on_paper() -> None:
    pages = pypdf.PdfReader(BytesIO(to_pdf(long_one()))).pages
    first = pages[0].extract_text()
    for number, page in enumerate(pages, 1):
        for line in ("B. Section", "Annex I. Matrix", "Annex II. References"):
            if number > 1 and line in page.extract_text():
                assert re.search(rf"{line}[ .]*{number}\b", first), (line, number)
    html = to_html(long_one())
    assert html.count('href="#h') == html.count('id="h') == 8
    file = docx.Document(BytesIO(to_docx(long_one())))
    entries = [p.text for p in file.paragraphs if p.style.name.startswith("toc")]
    assert len(entries) == 8 and entries[-1].startswith("Annex II. References")


def test_a_wide_table_lies_across_its_own_pages_and_what_follows_stands_upright() -> None:
    file = docx.Document(BytesIO(to_docx(long_one())))
    ways = [section.page_width > section.page_height for section in file.sections]
    assert ways == [False, True, False]
    pages = pypdf.PdfReader(BytesIO(to_pdf(long_one()))).pages
    across = ["Annex I. Matrix" in p.extract_text() for p in pages if p.mediabox.width > 700]
    assert across == [True] and pages[-1].mediabox.width < 700


def test_a_long_panel_goes_over_the_page_and_its_words_stand_clear_of_the_frame() -> None:
    """Held together, half a page before it would be left white."""

    def panel(points: int) -> Any:
        block = Note((Bullets(tuple(f"point {n}" for n in range(points))),))
        return docx.Document(BytesIO(to_docx(report(blocks=(block,))))).tables[0]._tbl

    assert panel(2).xpath(".//w:trPr/w:cantSplit") and not panel(9).xpath(".//w:trPr/w:cantSplit")
    room = panel(2).xpath(".//w:tblCellMar/w:top/@w:w")
    assert int(room[0]) >= 60, "three points at least"


def test_the_faces_that_ship_show_french_and_arabic_on_a_bare_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bare = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[typst_engine.FACES]
    )
    assert set(bare.families()) == {"Source Sans 3", "Noto Sans Arabic"}
    monkeypatch.setattr(typst_engine, "_fonts", lambda: bare)
    typst_engine.installed_fonts.cache_clear()
    said = Document("Bétou", date(2030, 6, 1), (Paragraph("قرية آمنة، œuvre à Łódź"),))
    file = to_pdf(said)
    typst_engine.installed_fonts.cache_clear()
    faces = {
        str(face.get_object()["/BaseFont"]).partition("+")[2]
        for page in pypdf.PdfReader(BytesIO(file)).pages
        for face in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert {one.partition("-")[0] for one in faces} == {"SourceSans3", "NotoSansArabic"}
    for licence in typst_engine.FACES.glob("*_LICENSE.txt"):
        assert "SIL Open Font License" in licence.read_text()
    assert len(list(typst_engine.FACES.glob("*_LICENSE.txt"))) == 2
