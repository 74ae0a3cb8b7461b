"""A resolution is read whole: every word has a place, or the reader says that it has none."""

from __future__ import annotations

import csv
import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutela.mandate.conftest import REAL
from tutela.base.errors import UnknownFormat, UnreadableFile
from tutela.mandate.read import parse, read_resolution
from tutela.mandate.suggest import suggest
from tutela.mandate.types import Resolution

ALL = REAL / "unsc_resolutions_1946_2015.csv.gz"


def told(read: Resolution) -> list[str]:
    """Every word of every passage, in the order of the text."""
    parts = sorted((p for one in read.passages for p in one.parts), key=lambda p: (p.line, p.at))
    return [word for part in parts for word in part.text.split()]


def test_the_officer_sees_who_adopted_what_when(karuna):
    read = parse(karuna)
    assert read.symbol == "S/RES/9001 (2031)"
    assert read.adopted == date(2031, 3, 3)
    assert read.title == "Resolution 9001 (2031)"
    assert read.mission == "UNMIKA"


def test_paragraphs_carry_the_numbers_the_council_cites(karuna):
    assert [one.number for one in parse(karuna).operative] == [
        "1",
        "2",
        "2 (a)",
        "2 (a) (i)",
        "2 (a) (ii)",
        "2 (b)",
        "3",
        "3 (a)",
        "3 (b)",
        "4",
    ]


def test_a_text_pasted_in_one_line_is_read_as_well():
    """Between the Council and its first number stands a space alone: no heading."""
    read = parse(
        "Acting under Chapter VII, The Security Council, 1. Decides that UNMIKA shall protect"
        " civilians; 2. Requests a report."
    )
    assert [one.number for one in read.operative] == ["1", "2"]
    assert not read.of("heading")


def test_a_page_that_ends_within_a_sentence_does_not_cut_it(karuna):
    read = parse(karuna)
    physical = next(one for one in read.operative if one.number == "2 (a) (i)")
    assert physical.text == (
        "To protect civilians under imminent threat of physical violence, within its capabilities"
        " and areas of deployment;"
    )
    assert [one.text for one in read.of("page")][-3:] == ["2", "31-00001", "S/RES/9001 (2031)"]


def test_the_reasons_stand_apart_from_what_is_decided(karuna):
    assert [one.text for one in parse(karuna).preamble] == [
        "Recalling its earlier resolutions on the situation in Karuna,",
        "Gravely concerned at the attacks on civilians in Luma, and at the flight of thousands,",
        "Acting under Chapter VII of the Charter of the United Nations,",
    ]


def test_what_hangs_under_what_is_known(karuna):
    read = parse(karuna)
    physical = next(one for one in read.operative if one.number == "2 (a) (i)")
    assert [one.number for one in dict(read.with_above())[physical]] == ["2", "2 (a)"]


def test_what_cannot_be_placed_is_told_and_kept(karuna):
    read = parse(karuna)
    assert [one.text for one in read.unplaced] == ["Printed at Headquarters"]
    assert any("Printed at Headquarters" in doubt for doubt in read.doubts)


def test_a_number_left_out_is_a_doubt():
    read = parse("The Security Council,\n1. Decides this;\n3. Requests that.")
    assert [one.number for one in read.operative] == ["1", "3"]
    assert read.doubts == ("the paragraph before 3 was not found",)


def test_the_ninth_letter_is_no_first_figure():
    lines = ["The Security Council,", "1. Decides as follows:"]
    lines += [f"({letter}) To patrol;" for letter in "abcdefghij"]
    lines += ["(i) By day;", "(ii) By night;", "2. Requests a report."]
    numbers = [one.number for one in parse("\n".join(lines)).operative]
    assert numbers[9:14] == ["1 (i)", "1 (j)", "1 (j) (i)", "1 (j) (ii)", "2"]


def test_parts_that_count_from_one_again_keep_their_letter():
    read = parse("The Security Council,\nA\n1. Decides this;\n2. Decides that;\nB\n1. Urges all.")
    assert [one.number for one in read.operative] == ["1", "2", "B 1"]


def test_a_text_without_numbers_is_read_by_its_verbs():
    read = parse("The Security Council,\nRecalling much,\nDecides to extend;\nRequests a report.")
    assert [(one.number, one.label) for one in read.operative] == [("1", ""), ("2", "")]


def test_running_text_without_line_breaks_is_parted():
    read = parse(
        "Resolution 9 (2031) of 1 May 2031 The Security Council, Recalling much, "
        "1. Decides to extend; 2. Decides to remain seized of the matter."
    )
    assert [one.number for one in read.operative] == ["1", "2"]
    assert read.adopted == date(2031, 5, 1)


def test_a_french_and_an_arabic_text_are_read_as_the_council_numbered_them():
    french = parse(
        "Résolution 9001 (2031)\ndu 3 mars 2031\nLe Conseil de sécurité,\n"
        "Rappelant ses résolutions,\nSe félicitant du calme,\n"
        "1. Décide que la MINUKA :\na) Protégera les civils ;\ni) Le jour ;\nii) La nuit ;\n"
        "b) Fera rapport ;\n2. Décide de rester saisi de la question."
    )
    assert (french.symbol, french.adopted) == ("S/RES/9001 (2031)", date(2031, 3, 3))
    assert (french.mission, len(french.preamble)) == ("MINUKA", 2)
    assert [one.number for one in french.operative] == [
        "1",
        "1 (a)",
        "1 (a) (i)",
        "1 (a) (ii)",
        "1 (b)",
        "2",
    ]
    arabic = parse(
        "القرار 9001 (2031)\nالذي اتخذه مجلس الأمن في 3 آذار/مارس 2031\nإن مجلس الأمن،\n"
        "إذ يشير إلى قراراته،\nوإذ يرحب بالهدوء،\n1 - يقرر أن تقوم البعثة بما يلي:\n"
        "(أ) حماية المدنيين:\n'1' نهارا؛\n'2' ليلا؛\n(ب) تقديم تقرير؛\n"
        "٢ - يقرر إبقاء المسألة قيد نظره."
    )
    assert (arabic.symbol, arabic.adopted) == ("S/RES/9001 (2031)", date(2031, 3, 3))
    assert len(arabic.preamble) == 2
    assert [one.number for one in arabic.operative] == [
        "1",
        "1 (أ)",
        "1 (أ) (1)",
        "1 (أ) (2)",
        "1 (ب)",
        "2",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "El Consejo de Seguridad,\n1. Decide prorrogar el mandato de la Misión para que proteja"
            " a los civiles en las zonas que están en peligro;",
            r"Spanish, which is not read\. Next: give the official English, French or Arabic",
        ),
        (
            "Совет Безопасности,\n1. постановляет продлить мандат Миссии и просит ее защищать всех"
            " гражданских лиц в районах, где они находятся под угрозой",
            "Russian",
        ),
        ("lorem ipsum dolor sit amet consectetur adipiscing elit " * 4, "not known"),
    ],
)
def test_a_text_in_another_language_is_refused_and_says_what_to_do(tmp_path, text, told):
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnknownFormat, match=told):
        read_resolution(path)


def test_glued_paragraphs_are_told():
    read = parse(
        "The Security Council,\n1. Decides that UNMIKA shall:\n"
        "(a) Secure the port; Protection of Civilians:\n"
        "(b) Protect, Human rights (c) Report on them;\n2. Requests a report."
    )
    assert read.doubts == (
        "paragraph 1 (a) ends with what seems to be a heading: Protection of Civilians:",
        "paragraph 1 (b) seems to hold another one, (c): look at the text",
    )


def test_an_annex_is_kept_apart():
    read = parse("The Security Council,\n1. Adopts the list;\nAnnex\n1. First name\n2. Second name")
    assert [one.number for one in read.operative] == ["1"]
    assert len(read.of("annex")) == 1


LINES = st.lists(
    st.sampled_from(
        [
            "The Security Council,",
            "Recalling its resolution 9000 (2030),",
            "1. Decides that:",
            "2. Requests the mission:",
            "3. Urges",
            "(a) to protect civilians;",
            "(b) to report;",
            "(i) by day;",
            "(ii) by night; (iii) always;",
            "- with care",
            "31-00001 (E)",
            "7",
            "Annex",
            "A",
            "II. Human Rights:",
            "Protection of civilians",
            "and those who flee",
            "",
            "Acting under Chapter VII,",
            "5. Decides to remain seized of the matter.",
            "S/RES/1 (1946)",
            "The Security Council, Noting, 1. Decides: (a) this; and (b) that; 2. Calls on all",
        ]
    )
    | st.text(max_size=40),
    max_size=30,
)


@given(LINES)
def test_every_word_of_any_text_lies_in_one_passage_in_its_order(lines):
    text = "\n".join(lines)
    assert told(parse(text)) == text.replace("\ufeff", " ").split()


@given(LINES)
def test_no_passage_takes_what_another_has(lines):
    parts = [(p.line, p.at) for one in parse("\n".join(lines)).passages for p in one.parts]
    assert len(parts) == len(set(parts))


@given(LINES)
def test_passages_begin_in_the_order_of_the_text(lines):
    began = [(one.parts[0].line, one.parts[0].at) for one in parse("\n".join(lines)).passages]
    assert began == sorted(began)


@given(LINES, st.integers(1, 40))
def test_where_lines_break_within_a_paragraph_changes_nothing(lines, at):
    whole = "To protect civilians under imminent threat of physical violence in Luma and Akola;"
    cut = whole.rfind(" ", 0, at + 10)
    text = "The Security Council,\n1. Decides:\n(a) {}\n2. Requests a report."
    one, two = text.format(whole), text.format(whole[:cut] + "\n" + whole[cut + 1 :])
    assert [p.text for p in parse(one).operative] == [p.text for p in parse(two).operative]


def test_a_file_that_is_no_resolution_is_refused_with_the_next_step(tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleague,\nthe meeting is on Monday.\n")
    with pytest.raises(UnknownFormat, match=r"no operative paragraph.*Next: give the text"):
        read_resolution(letter)
    scan = tmp_path / "scan.txt"
    scan.write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(UnreadableFile, match=r"the PDF is damaged\. Next: fetch it again"):
        read_resolution(scan)


def test_mali_2013_is_read_as_the_council_numbered_it(real):
    read = read_resolution(real(2100, 2013))
    assert (read.symbol, read.adopted, read.mission) == (
        "S/RES/2100 (2013)",
        date(2013, 4, 25),
        "MINUSMA",
    )
    numbers = [one.number for one in read.operative]
    assert [n for n in numbers if " " not in n] == [str(n) for n in range(1, 36)]
    assert "16 (c) (i)" in numbers
    assert not read.unplaced
    assert [str(doubt) for doubt in read.doubts] == [
        "paragraph 14 (ii) seems to hold another one, (iii): look at the text"
    ]


@pytest.fixture
def longer_cells():
    """Cells as long as a resolution may be read, in this test alone: the limit is the process's."""
    before = csv.field_size_limit(10**9)
    yield
    csv.field_size_limit(before)


@pytest.mark.slow
@pytest.mark.skipif(not Path(ALL).exists(), reason="needs ../shared/data/mandates")
def test_no_word_of_seventy_years_of_the_council_is_lost(longer_cells):
    count = sum_numbered = 0
    with gzip.open(ALL, "rt", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            read = parse(row["text"])
            assert told(read) == row["text"].replace("\ufeff", " ").split(), row["symbol"]
            count += 1
            sum_numbered += bool(read.operative) or not re.search(r"\n1\. ", row["text"])
    assert count == sum_numbered == 2259


HOSTILE = {
    "labels": "1. Decides that it shall:\n" + "(a) protect civilians;\n" * 4_000,
    "pages": "1. Decides.\n" + "Page 7\nA heading\n" * 20_000,
    "one long paragraph": "1. Decides that it shall\n" + "go on, seized of the matter.\n" * 20_000,
    "figures of a page": "1. Decides.\n" + "1" * 100_000 + "x\n" + "`" * 100_000 + "x\n",
    "notes": "1. Decides " + "*" * 100_000 + "x\n",
    "an annex": "1. Decides.\nAnnex " + "w" * 50_000 + " w" * 20 + "\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_more_than_its_length(text):
    # The slowest of them took hours, or for ever.
    assert len(suggest(parse(f"The Security Council,\n{text}"))) <= 4_001


def test_more_paragraphs_than_any_resolution_has_are_refused(tmp_path):
    path = tmp_path / "many.txt"
    path.write_text("The Security Council,\n1. Decides:\n" + "(a) to protect;\n" * 50_000)
    with pytest.raises(UnreadableFile, match=r"50,001 paragraphs, more than 5,000\. Next: give"):
        read_resolution(path)
    path.write_text("The Security Council,\n1. Decides to stay.\n" + "word " * 500_000)
    with pytest.raises(UnreadableFile, match="more than 2 MB"):
        read_resolution(path)
