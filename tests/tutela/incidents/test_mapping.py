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

NAMES = ("Au juste", "Rubrique B", "Acteur présumé", "Quoi", "Tués")
LOG = [
    dict(zip(NAMES, row, strict=True))
    for row in (
        ("05/06/2018", "Luma", "Peuls", "Meurtre", "4"),
        ("07/06/2018", "Tera", "LRA", "Pillage", ""),
    )
]


@pytest.fixture
def mapping(tmp_path):
    def write(text, name="mapping.csv"):
        path = tmp_path / name
        path.write_text("field,column,format,constant,value,means\n" + text, encoding="utf-8")
        return path

    return write


FRENCH = """date_start,Au juste,DD/MM/YYYY,,,
place,Rubrique B,,,,
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
    [
        ("when,Au juste,,,,\n", "not a field"),
        ("date_start,Au juste,DD/MM,,,\n", "not a date format"),
        ("place,Au juste,,,,\nplace,Rubrique B,,,,\n", "and from"),
    ],
)
def test_a_faulty_mapping_says_its_line(write, mapping, text, what):
    with pytest.raises(BadParameter, match=what) as refused:
        read_events([write(LOG)], mapping=mapping(text))
    assert "mapping.csv line" in refused.value.where


def test_a_mapping_for_another_table(write, mapping):
    (report,) = read_events([write(LOG)], mapping=mapping("place,Village,,,,\n")).files
    assert isinstance(report.error, UnknownFormat) and "Village" in report.error.what


def test_plain_headers_need_no_mapping(write):
    path = write(
        [
            {
                "Date": "2018-11-15",
                "Village": "Luma",
                "Perpetrator": "LRA",
                "Type of incident": "Abduction",
                "Killed": "2",
                "Abducted": "1 200",
            }
        ]
    )
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


def test_of_two_columns_for_one_field_the_more_exact_is_taken_and_the_other_said(write):
    path = write([{"Date": "2018-11-15", "Town": "Tera", "Village": "Luma", "Killed": "2"}])
    reading = read_events([path])
    assert reading.events.frame["place"].to_list() == ["Luma"]
    assert "'Town' may be place too: 'Village' was taken" in reading.files[0].notes


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
    path = write(
        [
            {"Date": "25/06/2018", "Village": "Luma", "Type": "Killing"},
            {"Date": "05/06/2018", "Village": "Luma", "Type": "Bad thing"},
        ]
    )
    (table,) = read_tables(path)
    (tmp_path / "m.csv").write_text(write_mapping(propose_mapping(table), table), "utf-8-sig")
    mapping = read_mapping(tmp_path / "m.csv")
    assert mapping.fields["date_start"].format == "DD/MM/YYYY"
    assert mapping.fields["harm"].values == {"killing": "killing"}
    assert ",Bad thing," in (tmp_path / "m.csv").read_text("utf-8-sig")
    assert read_events([path], mapping=mapping).files[0].accepted == 2


def test_a_table_without_when_or_where_is_not_taken_for_events(write):
    assert read_events([write([{"Country": "Lumaland", "Killed": "3"}])]).files[0].error


def test_the_same_log_twice_is_known_and_two_logs_of_one_name_are_two(write, tmp_path):
    row = {"Date": "2018-11-15", "Village": "Luma", "Killed": "2"}
    first = write([row, row, row | {"Killed": "3"}])
    again = tmp_path / "again"
    again.mkdir()
    same = again / "renamed.csv"
    same.write_bytes(first.read_bytes())
    other = again / "log.csv"
    other.write_text("Date,Village,Killed\n2018-11-15,Tera,2\n", encoding="utf-8")
    reading = read_events([first, same, other])
    assert sorted(reading.events.frame["place"]) == ["Luma", "Luma", "Luma", "Tera"]
    assert reading.superseded["why"].to_list() == ["the same again"] * 3


def test_a_number_used_twice_in_a_log_keeps_both_records(write):
    rows = [
        {"ID": number, "Date": "2018-11-15", "Village": village, "Actor": actor}
        for number, village, actor in [
            ("6", "Luma", "LRA"),
            ("7", "Luma", "Murle"),
            ("7", "Tera", "LRA"),
        ]
    ]
    reading = read_events([write(rows)])
    assert reading.events.frame["source_id"].to_list() == ["6", "7", "7~2"]
    assert reading.events.identities["source_id"].to_list() == ["7"]
    assert "number 7 stands in lines 3 and 4: both are kept" in reading.files[0].notes


def test_two_logs_may_both_have_a_number_7(write):
    def log(place, name):
        return write([{"ID": "7", "Date": "2018-11-15", "Village": place}], name)

    one, two = log("Luma", "one.csv"), log("Tera", "two.csv")
    reading = read_events([one, two, two])
    assert reading.events.frame["source_id"].to_list() == ["7", "7~2"]
    note = "number 7 stands in one.csv line 2 and two.csv line 2: both are kept"
    assert note in reading.files[1].notes
    assert reading.superseded["why"].to_list() == ["the same again"]


def test_columns_not_used_are_named(write):
    path = write(
        [
            {
                "Date": "2018-11-15",
                "Village/Town": "Luma",
                "Alleged perp": "LRA",
                "Killed (civ)": "2",
                "Weather": "rain",
                "Team": "2",
            }
        ]
    )
    reading = read_events([path])
    (row,) = reading.events.frame.rows(named=True)
    assert (row["place"], row["side_a"], row["civilian_deaths"]) == ("Luma", ["LRA"], 2)
    note = "columns not used: Weather, Team; say in a mapping what they are"
    assert note in reading.files[0].notes


def test_twenty_unknown_words_are_shown_and_the_rest_counted(write):
    def note(count):
        rows = [
            {"Date": "2018-11-15", "Village": "Luma", "Type": f"thing {n}"} for n in range(count)
        ]
        return next(n for n in read_events([write(rows)]).files[0].notes if "unknown" in n)

    assert note(20).count("thing") == 20 and "more" not in note(20)
    assert note(25).count("thing") == 20 and "and 5 more" in note(25)


def test_a_count_with_a_point_before_three_digits_tells_both_readings(write):
    path = write([{"Date": "2018-11-15", "Village": "Luma", "Killed": "1.200"}])
    (report,) = read_events([path]).files
    assert report.rejected[0].why == "'1.200' may be 1.2 or 1,200"


def test_a_list_of_bases_is_no_list_of_events(write):
    rows = [
        {
            "Source": "Map 1",
            "Mission": "LUMISS",
            "Year": "2018",
            "Location": "Luma",
            "Latitude": "6.5",
            "Longitude": "25",
            "NoTroops": "150",
        }
    ]
    for troops in ("NoTroops", "no.troops"):
        renamed = [{troops if k == "NoTroops" else k: v for k, v in rows[0].items()}]
        (report,) = read_events([write(renamed)]).files
        assert report.error and "list of bases" in report.error.what
        assert "--bases" in report.error.next


def test_a_mapping_holds_no_formula_and_reads_back(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("Date,Village,Type,-Remark\n2018-11-15,Luma,=cmd(),x\n", encoding="utf-8")
    (table,) = read_tables(path)
    text = write_mapping(propose_mapping(table), table)
    assert ",'=cmd()," in text and ",'-Remark," in text
    assert text.endswith(",'-Remark,,,,\n")
    text = text.replace("'=cmd(),", "'=cmd(),looting").replace("\n,'-R", "\ntext,'-R")
    text = text.replace("\ntext,,,,,\n", "\n")
    (tmp_path / "m.csv").write_text(text, "utf-8")
    mapping = read_mapping(tmp_path / "m.csv")
    assert mapping.fields["text"].column == "-Remark"
    assert read_events([path], mapping=mapping).events.frame["harm"].to_list() == ["looting"]


def test_only_yearly_editions_are_hindsight(write, ged):
    final = write([ged()], "final.csv")
    monthly = write([ged(source_version="18.0.11", id="2", relid="")], "monthly.csv")
    assert read_events([final, monthly]).vintage() == (
        "UCDP GED 23.1, published 2023: hindsight, not what any mission knew",
        "UCDP candidate 18.0.11, monthly release",
    )


def test_an_actor_not_known_as_a_group_is_held_as_communal_and_counted_not_named(write, mapping):
    log = [{**LOG[0], "Acteur présumé": "Kestrels armés"}, {**LOG[1], "Acteur présumé": "Kestrel"}]
    reading = read_events([write(log)], mapping=mapping(FRENCH))
    assert reading.events.frame["side_a"].to_list() == [["communal armed elements"]] * 2
    assert reading.events.identities["name"].to_list() == ["Kestrels armés", "Kestrel"]
    note = next(n for n in reading.files[0].notes if "may be those of peoples" in n)
    assert note.startswith("2 actor names") and "estrel" not in note


def test_a_mapping_may_say_that_a_name_is_a_groups(write, mapping):
    log = [{**LOG[0], "Acteur présumé": "Kestrel"}]
    said = FRENCH + "side_a,Acteur présumé,,,Kestrel,Kestrel (armed group)\n"
    reading = read_events([write(log)], mapping=mapping(said))
    assert reading.events.frame["side_a"].to_list() == [["Kestrel (armed group)"]]


PLAIN = [{"Date": "2018-06-05", "Village": "Luma", "Killed": "4", "Crossed": "9"}]


def test_a_mapping_whose_columns_are_there_wins_over_headers_that_are_common_words(write, mapping):
    said = "date_start,date,,,,\nplace,VILLAGE,,,,\ndeaths,Crossed,,,,\nsource,,,log,,\n"
    reading = read_events([write(PLAIN)], mapping=mapping(said))
    assert reading.events.frame["deaths"].to_list() == [9]
    assert reading.files[0].format.startswith("mapping")


def test_a_mapping_that_fits_only_in_part_is_not_silently_left_aside(write, mapping):
    said = "date_start,Date,,,,\nplace,Village,,,,\ndeaths,Tués,,,,\n"
    (report,) = read_events([write(PLAIN)], mapping=mapping(said)).files
    assert "names columns that are not there: Tués" in str(report.error)
