"""A field office's own table: matched by name where plain, by a mapping where not."""

from datetime import date

import pytest
import xlsxwriter

from tutela.base.errors import BadParameter, UnknownFormat
from tutela.base.tables import read_tables
from tutela.incidents.read import read_events
from tutela.incidents.sources.mapping import (
    propose_mapping,
    read_mapping,
    write_mapping,
)

LOG = [
    {"Jour": "05/06/2018", "Où": "Luma", "Acteur présumé": "Peuls", "Quoi": "Meurtre", "Tués": "4"},
    {"Jour": "07/06/2018", "Où": "Tera", "Acteur présumé": "LRA", "Quoi": "Pillage", "Tués": ""},
]


@pytest.fixture
def mapping(tmp_path):
    def write(text, name="mapping.csv"):
        path = tmp_path / name
        path.write_text("field,column,format,constant,value,means\n" + text, encoding="utf-8")
        return path

    return write


FRENCH = """date_start,Jour,DD/MM/YYYY,,,
place,Où,,,,
side_a,Acteur présumé,,,,
harm,Quoi,,,Meurtre,killing
harm,Quoi,,,pillage,looting
deaths,Tués,,,,
source,,,bangui log,,
grade,,,c3,,
"""


def test_a_mapping_reads_what_no_reader_knows(write, mapping):
    path = write(LOG)
    assert read_events([path]).files[0].error
    reading = read_events([path], mapping=mapping(FRENCH))
    first, second = reading.events.frame.rows(named=True)
    assert first["date_start"] == date(2018, 6, 5)
    assert (first["source"], first["grade"]) == ("bangui log", "C3")
    assert (first["harm"], second["harm"]) == ("killing", "looting")
    assert first["side_a"] == ["communal armed elements"]
    assert second["deaths"] is None
    assert reading.events.identities["name"].to_list() == ["Peuls"]
    assert reading.files[0].format == "mapping mapping.csv (csv)"


def test_the_same_mapping_reads_a_workbook_and_leaves_other_sheets_out(tmp_path, mapping):
    path = tmp_path / "log.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Lisez-moi").write(0, 0, "Journal de Bangui")
        sheet = book.add_worksheet("2018")
        for n, row in enumerate([list(LOG[0]), *(list(r.values()) for r in LOG)]):
            sheet.write_row(n, 0, row)
    (report,) = read_events([path], mapping=mapping(FRENCH)).files
    assert (report.sheet, report.accepted) == ("2018", 2)
    assert any("Lisez-moi" in note for note in report.notes)


@pytest.mark.parametrize(
    ("text", "what"),
    [("when,Jour,,,,\n", "not a field"), ("date_start,Jour,DD/MM,,,\n", "not a date format"),
     ("place,Jour,,,,\nplace,Où,,,,\n", "and from")],
)  # fmt: skip
def test_a_faulty_mapping_says_its_line(write, mapping, text, what):
    with pytest.raises(BadParameter, match=what) as refused:
        read_events([write(LOG)], mapping=mapping(text))
    assert "mapping.csv line" in refused.value.where


def test_a_mapping_for_another_table(write, mapping):
    (report,) = read_events([write(LOG)], mapping=mapping("place,Village,,,,\n")).files
    assert isinstance(report.error, UnknownFormat) and "Village" in report.error.what


def test_plain_headers_need_no_mapping(write):
    path = write([{"Date": "2018-11-15", "Village": "Luma", "Perpetrator": "LRA",
                   "Type of incident": "Abduction", "Killed": "2",
                   "Abducted": "1 200"}])  # fmt: skip
    reading = read_events([path])
    (row,) = reading.events.frame.rows(named=True)
    assert (row["place"], row["harm"], row["deaths"], row["abducted"]) == (
        "Luma",
        "abduction",
        2,
        1200,
    )
    assert reading.files[0].format == "columns matched by name (csv)"
    assert "'Village' as place" in reading.files[0].notes[0]


def test_headers_that_two_columns_could_be_are_not_guessed(write):
    path = write([{"Date": "2018-11-15", "Village": "Luma", "Town": "Tera", "Killed": "2"}])
    (report,) = read_events([path]).files
    assert report.error and "tutela incidents map" in report.error.next


def test_a_word_outside_the_glossary_is_unknown_and_said_aloud(write):
    path = write([{"Date": "2018-11-15", "Village": "Luma", "Type": "Bad thing"}])
    reading = read_events([path])
    assert reading.events.frame["harm"].to_list() == ["unknown"]
    assert any("'Bad thing' (1)" in note for note in reading.files[0].notes)


def test_an_ambiguous_day_tells_both_readings(write):
    path = write(
        [{"Date": "05/06/2018", "Village": "Luma"}, {"Date": "07/06/2018", "Village": "T"}]
    )
    (report,) = read_events([path]).files
    assert report.accepted == 0
    assert "5 June or 6 May" in report.rejected[0].why and "mapping" in report.rejected[0].next


def test_a_proposed_mapping_reads_back_and_lists_the_words_to_settle(write, tmp_path):
    path = write([{"Date": "25/06/2018", "Village": "Luma", "Type": "Killing"},
                  {"Date": "05/06/2018", "Village": "Luma", "Type": "Bad thing"}])  # fmt: skip
    (table,) = read_tables(path)
    (tmp_path / "m.csv").write_text(write_mapping(propose_mapping(table), table), "utf-8-sig")
    mapping = read_mapping(tmp_path / "m.csv")
    assert mapping.fields["date_start"].format == "DD/MM/YYYY"
    assert mapping.fields["harm"].values == {"killing": "killing"}
    assert ",Bad thing," in (tmp_path / "m.csv").read_text("utf-8-sig")
    assert read_events([path], mapping=mapping).files[0].accepted == 2


def test_a_table_without_when_or_where_is_not_taken_for_events(write):
    assert read_events([write([{"Country": "Lumaland", "Killed": "3"}])]).files[0].error
