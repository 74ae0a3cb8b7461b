"""The UCDP's files in all their editions."""

from datetime import date

import pytest

from tutela.base.tables import read_tables
from tutela.incidents import non_incident_rows
from tutela.incidents.read import read_events
from tutela.incidents.sources.ucdp import edition, is_candidate


def event(path):
    (row,) = read_events([path]).events.frame.rows(named=True)
    return row


def test_an_attack_as_it_is_written(write, ged):
    row = event(write([ged()]))
    assert row["source"] == "ucdp" and row["source_id"] == "900001"
    assert row["source_ref"] == "LUM-2018-3-1-1" and row["source_version"] == "GED 23.1"
    assert (row["date_start"], row["date_end"]) == (date(2018, 11, 15), date(2018, 11, 15))
    assert (row["latitude"], row["longitude"], row["place"]) == (6.5, 25.25, "Luma town")
    assert (row["violence"], row["harm"], row["grade"]) == ("one-sided", "killing", "B2")
    assert (row["deaths"], row["deaths_low"], row["deaths_high"]) == (112, 65, 112)
    assert (row["civilian_deaths"], row["reports"]) == (65, 2)
    assert (row["side_a"], row["side_b"]) == (["LRA"], [])


@pytest.mark.parametrize(
    ("kind", "civilians", "violence", "harm"),
    [
        ("3", "4", "one-sided", "killing"),
        ("3", "0", "one-sided", "killing"),
        ("3", "", "one-sided", "killing"),
        ("1", "4", "state-based", "killing"),
        ("1", "0", "state-based", "clash"),
        ("1", "", "state-based", "clash"),
        ("2", "4", "non-state", "killing"),
        ("2", "0", "non-state", "clash"),
    ],
)
def test_crossfire_kills_and_a_clash_is_only_a_precursor(
    write, ged, kind, civilians, violence, harm
):
    row = event(write([ged(type_of_violence=kind, deaths_civilians=civilians)]))
    assert (row["violence"], row["harm"]) == (violence, harm)
    assert row["civilian_deaths"] == (int(civilians) if civilians else None)


def test_an_edition_without_civilian_deaths_says_unknown_not_none(write, ged):
    row = ged()
    del row["deaths_civilians"]
    assert event(write([row]))["civilian_deaths"] is None


def test_a_number_of_sources_that_was_not_counted_is_unknown(write, ged):
    assert event(write([ged(number_of_sources="-1")]))["reports"] is None


def test_numbers_written_as_decimals_and_times_after_days(write, ged):
    row = event(write([ged(id="900001.0", best="112.0", date_start="2018-11-15 00:00:00.000")]))
    assert (row["source_id"], row["deaths"]) == ("900001", 112)
    assert row["date_start"] == date(2018, 11, 15)


def test_without_a_number_the_second_id_serves(write, ged):
    assert event(write([ged(id="")]))["source_id"] == "LUM-2018-3-1-1"


def test_peoples_names_go_to_their_compartment_only(write, ged):
    reading = read_events([write([ged(side_a="Murle", side_b="Bor Dinka, Lou Nuer")])])
    (row,) = reading.events.frame.rows(named=True)
    assert row["side_a"] == row["side_b"] == ["communal armed elements"]
    assert reading.events.identities.rows() == [
        ("ucdp", "900001", "a", "Murle"),
        ("ucdp", "900001", "b", "Bor Dinka"),
        ("ucdp", "900001", "b", "Lou Nuer"),
    ]
    assert "Nuer" not in str(row)


def test_no_date_no_place_no_invention(write, ged):
    reading = read_events(
        [
            write(
                [
                    ged(date_start="", date_end="", latitude="", longitude=""),
                    ged(id="2", relid="", latitude="0", longitude="0"),
                ]
            )
        ]
    )
    (report,) = reading.files
    assert (report.undated, report.unlocated) == (1, 2)
    first, second = reading.events.frame.rows(named=True)
    assert first["date_start"] is None and first["year"] == 2018
    assert second["latitude"] is None and second["longitude"] is None


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"date_start": "2018-11-31"}, "date_start"),
        ({"date_end": "2018-11-01"}, "date_end"),
        ({"latitude": "95"}, "latitude"),
        ({"longitude": "181"}, "longitude"),
        ({"best": "-1"}, "best"),
        ({"best": "many"}, "best"),
        ({"type_of_violence": "9"}, "type_of_violence"),
        ({"type_of_violence": ""}, "type_of_violence"),
        ({"where_prec": "12"}, "where_prec"),
        ({"id": "", "relid": ""}, "id"),
    ],
)
def test_a_faulty_row_is_refused_with_a_reason(write, ged, changed, column):
    (report,) = read_events([write([ged(id="2", relid=""), ged(**changed)])]).files
    (refused,) = report.rejected
    assert (refused.row, refused.column, report.accepted) == (3, column, 1)
    assert refused.why and refused.next


def test_candidate_events_are_known_by_version_or_status(write, ged):
    for name, changed in (
        ("GEDEvent_v18_0_11.csv", {"source_version": ""}),
        ("latest.csv", {"source_version": "18.0.11"}),
        ("latest.csv", {"source_version": "", "code_status": "Check dyad"}),
    ):
        (table,) = read_tables(write([ged(**changed)], name))
        assert is_candidate(table)
    row = event(write([ged(source_version="")], "GEDEvent_v18_0_11.csv"))
    assert row["source_version"] == "candidate 18.0.11"


def test_a_hxl_row_changes_nothing(write, ged):
    tags = dict.fromkeys(ged(), "") | {"date_start": "#date+start", "latitude": "#geo+lat"}
    reading = read_events([write([tags, ged()])])
    assert reading.files[0].rows == 1 and len(reading.events) == 1


def test_editions():
    assert edition("UCDP GED 21.1 (final)") == "GED 21.1"
    assert edition("23.1") == "GED 23.1"
    assert edition("ged231.csv") is None
    assert edition("ged_SSD_to2018.csv") is None


def test_of_a_long_record_only_what_has_words_is_read_for_totals_and_tests(write, ged, monkeypatch):
    """Numbers and ids are most of a long record: reading each again took half of its import."""
    read = []
    folded = non_incident_rows.fold
    monkeypatch.setattr(
        non_incident_rows, "fold", lambda said: (read.append(said), folded(said))[1]
    )
    rows = [ged(id=str(n), latitude=f"{6 + n / 1000}", best=str(n)) for n in range(1, 301)]
    found = read_events([write([*rows, ged(id="Total", best="9")])])
    assert found.events.frame.height == 300
    assert [one.value for one in found.files[0].rejected] == ["Total"]
    assert len(read) < 300
