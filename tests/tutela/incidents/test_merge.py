"""The same event in several files."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutela.incidents import merge
from tutela.incidents.merge import propose_duplicates, supersede
from tutela.incidents.read import read_events
from tutela.incidents.types import Events


def read(*paths):
    return read_events(paths)


def test_the_newer_edition_stays(write, ged):
    old = write([ged(source_version="UCDP GED 22.1", best="100")], "old.csv")
    new = write([ged(source_version="UCDP GED 23.1", best="112")], "new.csv")
    for order in ((old, new), (new, old)):
        reading = read(*order)
        assert reading.events.frame["deaths"].to_list() == [112]
        assert reading.superseded.rows() == [
            ("ucdp", "900001", "GED 23.1", "GED 22.1", "older edition")
        ]


def test_reviewed_events_beat_candidates_of_any_number(write, ged):
    candidate = write([ged(source_version="24.0.3", best="90")], "a.csv")
    final = write([ged(source_version="UCDP GED 23.1")], "b.csv")
    assert read(candidate, final).events.frame["deaths"].to_list() == [112]


def test_the_slim_extract_never_hides_a_dated_record(write, ged):
    full = write([ged(source_version="UCDP GED 20.1")], "full.csv")
    slim = write(
        [
            {
                "relid": "LUM-2018-3-1-1",
                "year": "2018",
                "type_of_violence": "3",
                "best": "112",
                "latitude": "6.5",
                "longitude": "25.25",
                "source_version": "UCDP GED 21.1",
            }
        ],
        "slim.csv",
    )
    reading = read(slim, full)
    assert reading.events.frame["source_id"].to_list() == ["900001"]
    assert reading.events.frame["date_start"].null_count() == 0
    assert reading.superseded["why"].to_list() == ["slim extract"]


def test_a_second_id_of_another_year_is_another_event(write, ged):
    full = write([ged()], "full.csv")
    slim = write(
        [
            {
                "relid": "LUM-2018-3-1-1",
                "year": "1999",
                "type_of_violence": "3",
                "best": "1",
                "latitude": "6.5",
                "longitude": "25.25",
                "source_version": "UCDP GED 21.1",
            }
        ],
        "slim.csv",
    )
    assert len(read(full, slim).events) == 2


def test_the_same_file_twice_doubles_nothing_and_is_counted(write, ged):
    path = write([ged(side_a="Murle"), ged(id="2", relid="")])
    reading = read(path, path)
    assert len(reading.events) == 2
    assert reading.superseded["why"].to_list() == ["the same again"] * 2
    assert reading.events.identities.height == 1


def test_every_event_kept_knows_its_line(write, ged):
    bad = ged(id="2", relid="", date_start="2018-11-31", date_end="2018-11-31")
    old = write([ged(id="1", relid="", source_version="UCDP GED 22.1")], "old.csv")
    new = write([bad, ged(id="1", relid=""), ged(id="3", relid="")], "new.csv")
    reading = read(old, new)
    assert reading.events.frame["source_id"].to_list() == ["1", "3"]
    assert reading.lines.to_list() == [3, 4]
    months = write(
        [
            {
                "year": "2018",
                "month": "12",
                "isoab": "LUM",
                "name": "Lumaland",
                "ged_best_sb": "1",
                "ged_best_ns": "0",
                "ged_best_os": "2",
            }
        ],
        "months.csv",
    )
    assert read(months).lines.to_list() == [2, 2, 2]


def test_what_replaces_what_is_told_by_row(write, ged):
    old = ged(source_version="UCDP GED 22.1")
    frame = Events.concat(
        read(write([row], f"{n}.csv")).events for n, row in enumerate([old, ged()])
    ).frame
    told = merge.editions(frame)
    assert told.select("row", "kept_row", "why").rows() == [(0, 1, "older edition")]


def test_names_of_a_dropped_record_go_with_it(write, ged):
    old = write([ged(side_a="Murle", source_version="UCDP GED 22.1")], "old.csv")
    new = write([ged(side_a="LRA")], "new.csv")
    assert len(read(old, new).events) == 1


class TestDuplicates:
    def test_two_sources_on_one_attack(self, write, ged):
        log = write(
            [
                {
                    "Date": "2018-11-16",
                    "Latitude": "6.5",
                    "Longitude": "25.3",
                    "Place": "Luma",
                    "Actor": "LRA",
                    "Deaths": "112",
                    "Description": "LRA attacked the market of Luma",
                }
            ]
        )
        pairs, _ = propose_duplicates(read(write([ged()], "ged.csv"), log).events)
        (pair,) = pairs.to_dicts()
        assert pair["first"].startswith("field:") and pair["second"] == "ucdp:900001"
        assert pair["score"] > 0.75 and 5 < pair["km"] < 6
        assert pair["reasons"][:3] == ["1 days apart", "5.5 km apart", "same actors: LRA"]

    def test_far_in_time_or_place_is_another_event(self, write, ged):
        later = write(
            [ged(date_start="2018-12-15", date_end="2018-12-15", id="2", relid="")], "b.csv"
        )
        away = write([ged(latitude="7.5", id="3", relid="")], "c.csv")
        assert propose_duplicates(read(write([ged()]), later, away).events)[0].is_empty()

    def test_one_source_has_told_its_records_apart(self, write, ged):
        other = ged(id="2", relid="", best="3", source_headline="Grenade", where_description="Bar")
        assert propose_duplicates(read(write([ged(), other])).events)[0].is_empty()

    def test_a_month_or_a_province_is_like_everything_and_is_not_compared(self, write, ged):
        vague = ged(id="2", relid="", where_prec="4")
        assert propose_duplicates(read(write([ged(), vague])).events)[0].is_empty()

    def test_a_crowd_is_left_out_and_counted(self, write, ged, monkeypatch):
        monkeypatch.setattr(merge, "MOST_PAIRS", 20)
        crowd = [ged(id=str(n), relid="") for n in range(40)]
        away = [ged(id=f"9{n}", relid="", latitude="8.5") for n in range(2)]
        pairs, crowded = propose_duplicates(read(write([*crowd, *away])).events)
        assert crowded > 30
        assert ("ucdp:90", "ucdp:91") in pairs.select("first", "second").rows()

    def test_of_endless_names_and_texts_the_beginning_is_compared(self, write):
        """Each pair held all words of both: a file of 9 MB took 7 GB and hours."""
        name, words = "Group of " * 5_000, "LRA attacked the market of Luma " * 20
        rows = [
            {
                "Date": "2018-11-16",
                "Latitude": "6.5",
                "Longitude": "25.3",
                "Place": "Luma " * 900,
                "Actor": name,
                "Deaths": "2",
                "Description": words + f"{n} " * 20_000,
            }
            for n in range(30)
        ]
        pairs, crowded = propose_duplicates(read(write(rows)).events)
        assert (pairs.height, crowded) == (30 * 29 // 2, 0)
        assert pairs["place"].str.len_chars().max() == 200
        assert "the texts are alike" in pairs["reasons"][0]
        assert max(len(reason) for reason in pairs["reasons"][0]) < 250

    def test_nobody_to_compare(self):
        assert propose_duplicates(Events.empty())[0].is_empty()


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_records_changes_nothing(write, ged, seed):
    rows = [
        ged(id=str(n % 4), relid="", best=str(n), source_version=f"UCDP GED {20 + n % 3}.1")
        for n in range(12)
    ]
    events = read(write(rows)).events

    def outcome(order):
        frame = write([rows[n] for n in order])
        return sorted(
            read(frame).events.frame.select("source_id", "source_version", "deaths").rows()
        )

    order = list(range(12))
    random.Random(seed).shuffle(order)
    kept = outcome(order)
    assert {r[:2] for r in kept} == {
        r[:2] for r in events.frame.select("source_id", "source_version").rows()
    }


def test_superseding_again_changes_nothing(write, ged):
    events = read(write([ged(), ged(source_version="UCDP GED 22.1"), ged(id="2", relid="")])).events
    again, dropped = supersede(events)
    assert dropped.is_empty() and again.frame.equals(events.frame)


@pytest.mark.parametrize("count", [0, 1])
def test_few_events(count, write, ged):
    events = read(write([ged()])).events if count else Events.empty()
    assert len(supersede(events)[0]) == count
