"""XLSForms from elsewhere: whatever the rows say, a form or a sentence of what is wrong."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import counted
from tutela.base.errors import BadParameter, TutelaError, UnreadableFile
from tutela.intake.own_questions import (
    QuestionData,
    blank_question,
    choices_said,
    faults_of_question,
    require_sound_questions,
    told_by,
)
from tutela.intake.xlsform import Row, form_of_sheets, read_xlsform, write_xlsform

TYPES = [
    "text", "integer", "decimal", "date", "select_one l", "select_multiple l", "select_one x",
    "begin_group", "end_group", "begin_repeat", "end_repeat", "note", "image", "calculate",
    "geopoint", "range", "rank l", "select_one_from_file f.csv", "username", "", "=1+1", "osm",
    "xml-external", "hidden", "start", "acknowledge", "select_one l or_other",
]  # fmt: skip
WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["${a}", "${b} > 3", "=cmd|' /C calc'!A0", "a", "b", "${", "<x>&amp;", "yes", "\x00", "."]
    ),
)
CELLS = {
    "type": st.sampled_from(TYPES),
    "name": st.one_of(st.sampled_from(["a", "b", "a b", "9", "c-d", ""]), WORDS),
    "label": WORDS,
    "label::French (fr)": WORDS,
    "hint": WORDS,
    "required": WORDS,
    "relevant": WORDS,
    "constraint": WORDS,
    "appearance": WORDS,
    "parameters": WORDS,
    "calculation": WORDS,
    "choice_filter": WORDS,
    "repeat_count": WORDS,
    "bind::type": WORDS,
    "media::image": WORDS,
    "tutela_sealed": WORDS,
    "tutela_marking": WORDS,
}
SURVEY = st.lists(
    st.fixed_dictionaries(
        {name: CELLS[name] for name in ("type", "name")},
        optional={name: cell for name, cell in CELLS.items() if name not in ("type", "name")},
    ),
    min_size=1,
    max_size=6,
)
CHOICES = st.lists(
    st.fixed_dictionaries(
        {"list_name": st.sampled_from(["l", "x", ""])},
        optional={"name": WORDS, "label": WORDS, "label::French (fr)": WORDS},
    ),
    max_size=4,
)
SAID_OF_IT = st.lists(
    st.dictionaries(
        st.sampled_from(["form_id", "form_title", "default_language", "name", "namespaces"]), WORDS
    ),
    max_size=2,
)


@settings(max_examples=counted(60, 3_000), deadline=None)
@given(SURVEY, CHOICES, SAID_OF_IT)
def test_hostile_rows_give_a_form_or_a_sentence(
    survey: list[Row], choices: list[Row], said_of_it: list[Row]
) -> None:
    sheets = {"survey": survey, "choices": choices, "settings": said_of_it}
    filled = {
        name: [{column: cell for column, cell in row.items() if cell} for row in rows]
        for name, rows in sheets.items()
    }
    try:
        read = form_of_sheets(filled)
        require_sound_questions(read.questions)
    except TutelaError as fault:
        assert fault.what


def question(name: str, **said: object) -> QuestionData:
    return blank_question(name, "How is the road?") | said  # type: ignore[return-value]


def test_a_form_goes_out_and_comes_back_whole(tmp_path: Path) -> None:
    asked = [
        question(
            "road",
            label_fr="D’où part « la route », dite “du bac”\u00a0?",
            label_ar="الطريق؟",
            hint="=1+1",
            needed=True,
        ),
        question(
            "taxed",
            answer="choice",
            choices=choices_said("y: Yes | Oui, aujourd’hui\nn: No | Non | لا"),
        ),
        question("seen", answer="many", choices=choices_said("a: Arms\nb: Trucks"), marking=2),
        question("bags", answer="number", condition="${road} != ''", suppressed=False),
        question("open", answer="yesno", compartment="group_identity"),
        question("day", answer="moment"),
        question("told", label="Name of who told it", sealed=True),
    ]
    path = tmp_path / "form.xlsx"
    path.write_bytes(write_xlsform("roads", "Roads", "3", asked))
    read = read_xlsform(path)
    assert list(read.questions) == asked and (read.code, read.title) == ("roads", "Roads")


def test_a_bomb_in_a_workbook_is_refused_before_it_unfolds(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(write_xlsform("roads", "Roads", "3", [question("road")]))
    kept = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != "xl/worksheets/sheet1.xml":
                new.writestr(part, old.read(part))
        with new.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _n in range(200):
                sheet.write(b" " * 1_000_000)
    path.write_bytes(kept.getvalue())
    with pytest.raises(UnreadableFile):
        read_xlsform(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"type,name\ntext,a\n", b"%PDF-1.7"])
def test_what_is_no_form_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    with pytest.raises(TutelaError):
        read_xlsform(path)


def test_what_a_question_must_say_is_said_of_its_field() -> None:
    faults = {fault.field for fault in faults_of_question(question("Road!", label="", answer="?"))}
    assert faults == {"name", "label", "answer"}
    both = question("tel", label="Phone number", sealed=True, compartment="crsv")
    assert [fault.field for fault in faults_of_question(both)] == ["compartment"]
    with pytest.raises(BadParameter, match="this name"):
        require_sound_questions([question("what")], taken=["what"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Which village? Name of the village", set()),
        ("Does the phone network work?", set()),
        ("What happened? No names of people.", set()),
        ("Nom de la mère", {"name"}),
        ("Nom du village", set()),
        ("اسم الأب", {"name"}),
        ("رقم الهاتف", {"telephone"}),
        ("Religion of the household", {"ethnicity"}),
        ("Combien de filles ont quitté l'école ?", {"child"}),
        ("Violence à la rivière", set()),
    ],
)
def test_words_tell_who_somebody_is_in_three_languages(words: str, told: set[str]) -> None:
    assert told_by(words) == told
