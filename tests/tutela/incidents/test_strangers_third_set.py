"""Classes learned from a third set of strangers' books: each comes in right, or waits."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.tutela.incidents.conftest import Read
from tutela.incidents.no_harm import closing_day
from tutela.incidents.read import read_events

HEAD = "Date;Village;Facts;Killed;Injured;Suspect\n"
SHOT = "2018-01-03;Luma;Armed men shot two traders;2;1;Bandits\n"


@pytest.mark.parametrize(
    "row",
    [
        "RTA on the airport road, lorry without lights;3;1;",
        "Camion tombé dans la rivière, accident de circulation;6;14;Néant",
        "Pirogue sank in a storm;11;0;",
        "انقلاب حافلة ركاب بسبب السرعة;3;8;",
        "Perte de carte d'identité;;;",
        "Negligent discharge of a weapon in the camp;0;0;",
        "Foot patrol after the abduction, nothing seen;;;",
        "Prefect met, the killings of Tera discussed;;;",
        "Workshop on protection of women;;;",
        "TO DO: visit the burnt homes;;;",
        "Joint protection team to visit Tera after the attack;;;",
        "Massacre of 30 - CANCELLED, village visited and calm;30;;",
        "Enlèvement d'un maître, fausse alerte;0;0;Bandits",
    ],
)
def test_accidents_activities_plans_and_withdrawn_rows_wait(log: Any, row: str) -> None:
    read = log(f"{HEAD}{SHOT}2018-01-04;Luma;{row}\n")
    assert read.come("line") == [(2,)]
    assert set(read.waits()) == {3}


@pytest.mark.parametrize(
    "row",
    [
        "UN patrol fired on by militia near the bridge;;;Militia",
        "Patrol ambushed at the bridge;;;",
        "Distribution of food looted;;;",
        "Bus hit a mine, then overturned;4;2;",
        "Threat: leave or die;;;Youths",
        "Visit of the governor attacked by a mob;;;",
    ],
)
def test_deeds_that_sound_like_activities_or_accidents_come_in(log: Any, row: str) -> None:
    assert log(f"{HEAD}{SHOT}2018-01-04;Luma;{row}\n").come("line") == [(2,), (3,)]


def test_classes_beside_incidents_wait(log: Any) -> None:
    rows = "INC;2018-01-03;Luma;Two shot;2\nMTG;2018-01-04;Luma;Elders discussed the killing;\n"
    rows += "INC;2018-01-05;Tera;Huts burnt;0\nADM;2018-01-06;Luma;Generator broken;\n"
    read = log(f"Class;Date;Place;Subject;Killed\n{rows}")
    assert read.come("line") == [(2,), (4,)]
    assert "'MTG'" in read.waits()[3]


def test_rows_struck_through_wait(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet, struck = made.add_worksheet("Log"), made.add_format({"font_strikeout": True})
        for number, row in enumerate([["Date", "Village", "Killed"], ["2018-01-03", "Luma", "2"]]):
            sheet.write_row(number, 0, row)
        sheet.write_row(2, 0, ["2018-01-04", "Tera", "30"], struck)
        sheet.write_row(3, 0, ["2018-01-05", "Tera"])
        sheet.write(3, 2, "1", struck)
    read = Read(read_events([path]))
    assert read.come("line") == [(2,), (4,)]
    assert read.waits() == {3: "is struck through in the sheet"}


def test_days_after_the_day_to_which_a_list_goes_wait(book: Any) -> None:
    rows = [["ALL EVENTS"], ["Situation as of 31 August 2018"], ["Date", "Village", "Killed"]]
    rows += [[f"2018-08-{day:02}", "Luma", "1"] for day in range(3, 9)]
    read = book({"Log": [*rows, ["2018-11-14", "Tera", "1"]]})
    assert len(read.come("line")) == 6
    assert "31 August 2018" in read.waits()[10]


def test_the_day_of_a_list_is_told_by_its_name_and_by_nothing_else() -> None:
    assert closing_day(["log Kotto to 31Aug2018"]) == date(2018, 8, 31)
    assert closing_day(["Arrêté au 5 juillet 2018"]) == date(2018, 7, 5)
    assert closing_day(["Incidents of 3 May 2018"]) is None


def test_two_rows_exchanged_alike_bear_no_witness_to_each_other(log: Any) -> None:
    rows = "".join(f"2018-01-{n:02};Village {n};7.{n};29.{n};1\n" for n in range(10, 20))
    turned = "2018-02-03;Pama;30.4;8.1;2\n2018-02-05;Kera;30.3;8.2;3\n"
    read = log(f"Date;Village;Lat;Long;Killed\n{rows}{turned}")
    assert len(read.come("line")) == 10
    assert all("8." in why for why in read.waits().values())
    assert set(read.waits()) == {12, 13}


def test_one_event_under_two_numbers_waits_once(log: Any) -> None:
    head = "No;Date;Village;Type;Killed;Injured;By;Note\n"
    rows = "1;2018-01-03;Luma;Attack;5;8;Youths;Assault at dawn\n"
    rows += "1.1;2018-01-03;Luma;Attack;5;8;Youths;late entry by the night duty officer\n"
    rows += (
        "2;2018-01-03;Luma;Attack;1;0;Youths;a trader\n3;2018-01-03;Luma;Attack;1;0;Youths;boy\n"
    )
    read = log(head + rows)
    assert read.come("line") == [(2,), (4,), (5,)]
    assert "line 2" in read.waits()[3]


def test_places_apart_from_the_areas_they_lie_in(log: Any) -> None:
    places = ["Luma / Ward 2 / Uror", "Tera / Ward 4 / Uror", "Pama / Ward 1 / Akobo"]
    rows = "".join(f"2018-01-0{n};{place};{n}\n" for n, place in enumerate(places, 1))
    read = log(f"Date;Location (site / ward / county);Killed\n{rows}")
    assert read.come("place") == [("Luma",), ("Tera",), ("Pama",)]
    places = ["Uror - Luma", "Uror - Tera", "Uror - Luma", "Akobo - Pama", "Akobo - Kera"]
    rows = "".join(f"2018-01-0{n};{place};{n}\n" for n, place in enumerate(places, 1))
    assert log(f"Date;Place;Killed\n{rows}").come("place")[3:] == [("Pama",), ("Kera",)]


def test_places_with_remarks_stay_whole(log: Any) -> None:
    places = ["Luma, near the bridge", "Tera, at the market", "Pama, by night", "Luma, the school"]
    rows = "".join(f"2018-01-0{n};{place};{n}\n" for n, place in enumerate(places, 1))
    assert log(f"Date;Place;Killed\n{rows}").come("place")[0] == ("Luma, near the bridge",)


def test_the_finer_of_two_columns_is_the_place(log: Any) -> None:
    pairs = [
        ("Luma", "A"),
        ("Tera", "A"),
        ("Pama", "B"),
        ("Luma", "A"),
        ("Tera", "A"),
        ("Pama", "B"),
    ]
    rows = "".join(f"2018-01-0{n};{area};{boma};{n}\n" for n, (area, boma) in enumerate(pairs, 1))
    assert log(f"Date;Area;Boma;Killed\n{rows}").come("place")[:3] == [
        ("Luma",),
        ("Tera",),
        ("Pama",),
    ]
    rows = "".join(f"2018-01-0{n};{boma};{area};{n}\n" for n, (area, boma) in enumerate(pairs, 1))
    assert log(f"Date;Area;Boma;Killed\n{rows}").come("place")[0] == ("Luma",)


def injured(read: Any) -> list[int | None]:
    """The injured of each row that was read."""
    return list(read.reading.events.frame["injured"])


def test_the_injured_are_read_from_the_words_beside_the_dead(log: Any) -> None:
    told = ["3 morts, 2 blessés", "néant", "plusieurs blessés, 2 morts", "aucun mort", "4 enlevés"]
    rows = "".join(f"2018-01-0{n};Luma;vol;{said}\n" for n, said in enumerate(told, 1))
    read = log(f"Date;Lieu;Type;Victimes\n{rows}")
    assert read.come("killed") == [(3,), (0,), (2,), (0,), (None,)]
    assert injured(read) == [2, 0, None, None, None]
    assert list(read.reading.events.frame["abducted"]) == [None, None, None, None, 4]


@pytest.mark.parametrize("head", ["Bilan", "Victimes"])
def test_victims_of_rape_are_no_dead_and_other_victims_wait(log: Any, head: str) -> None:
    rows = "2018-01-03;Luma;viol d'une femme;1 victime\n2018-01-04;Luma;attaque;2 victimes\n"
    rows += "2018-01-05;Luma;attaque;2 morts\n2018-01-06;Luma;attaque;1 mort, 3 blessés\n"
    read = log(f"Date;Lieu;Faits;{head}\n{rows}")
    assert read.come("line", "killed") == [(2, None), (4, 2), (5, 1)]
    assert set(read.waits()) == {3}


def test_an_open_part_of_a_sum_leaves_the_sum_open(log: Any) -> None:
    head = "Date;Lieu;Tués H;Tués F;Blessés H;Blessés F\n"
    read = log(f"{head}2018-01-03;Luma;1;?;7;?\n2018-01-04;Luma;1;2;3;\n2018-01-05;Luma;?;;0;؟\n")
    assert read.come("killed_low", "killed") == [(1, None), (None, 3), (None, None)]
    assert injured(read) == [None, 3, None]


def test_words_that_tell_of_the_dead_a_kind_counts_are_no_reason_to_wait(log: Any) -> None:
    head = "Date;Lieu;Event;Civ KIA;Civ WIA\n"
    rows = "2018-01-03;Luma;Cattle stolen, herdsman shot dead;1;0\n"
    rows += "2018-01-04;Luma;Second raid on the site, toll of KIA unconfirmed;UNK;8\n"
    rows += "2018-01-05;Luma;Many civilians were killed at the well;0;0\n"
    read = log(head + rows)
    assert read.come("killed") == [(1,), (None,)]
    assert set(read.waits()) == {4}


def test_dead_injured_and_abducted_of_one_cell(log: Any) -> None:
    rows = "2018-01-03;Luma;1/2/-\n2018-01-04;Tera;-/-/1\n2018-01-05;Tera;?/4/-\n"
    read = log(f"Date;Place;D/I/A\n{rows};D/I/A = dead / injured / abducted; - means nil;\n")
    assert read.come("killed") == [(1,), (0,), (None,)]
    assert injured(read)[:3] == [2, 0, 4]
    read = log("Date;Place;K/W\n2018-01-03;Luma;1/-\n2018-01-04;Tera;-/3\n")
    assert read.come("killed") == [(1,), (None,)]
    read = log("Date;Place;Tués, blessés, enlevés\n2018-01-03;Luma;1 - 2 - 0\n")
    assert read.come("killed") == [(1,)]


def test_a_matrix_of_dated_entries_is_read_entry_by_entry(book: Any) -> None:
    cells = "• 6/5 Luma: two farm hands killed by armed men\n• 9/5 Tera: dura looted from stores"
    other = "• 15/5 Pama: 12 huts burnt, no casualties\n• 16/5 RTA Pama road, driver died"
    rows = [["MATRIX - by week and county (2018, dates day/month)"], ["Week", "Uror", "Akobo"]]
    rows += [
        ["Wk 19", cells, "Nil"],
        ["Wk 20", None, other],
        ["Wk 21", "22/5 Luma: several killed", "-"],
    ]
    read = book({"Matrix": rows})
    assert read.come("line", "date_start", "place", "killed") == [
        (3, date(2018, 5, 6), "Luma", 2),
        (3, date(2018, 5, 9), "Tera", None),
        (4, date(2018, 5, 15), "Pama", 0),
        (5, date(2018, 5, 22), "Luma", None),
    ]
    assert set(read.waits()) == {4}


def test_a_doubt_about_one_entry_of_a_line_is_none_about_another(book: Any) -> None:
    cells = "13/5 Luma: 3 killed. Later 4 more killed\n14/5 Tera: herder shot dead, cows gone"
    cells += "\n15/5 Luma: girl raped"
    read = book({"2018": [["Week", "Events"], ["18 of 2018", cells]]})
    assert read.come("place", "killed") == [("Tera", 1), ("Luma", None)]


def test_codes_are_read_by_lists_of_two_columns_and_by_legends(book: Any, log: Any) -> None:
    rows = [["Date", "Loc code", "Type code", "K", "I"], ["2018-01-03", "L01", "T2", 2, 0]]
    keys = [["Code", "Meaning"], ["L01", "Luma"], ["L02", "Tera"], ["T1", "Looting"]]
    read = book({"Log": rows, "Codes": [*keys, ["T2", "Killing"]]})
    assert read.come("place", "harm", "killed") == [("Luma", "killing", 2)]
    rows = [
        ["Date", "Place", "Type", "KIA"],
        ["2018-01-03", 101, "A", 2],
        ["2018-01-04", 102, "B", 101],
    ]
    keys = [["Place code", "Place name", "Type", "Means"], [101, "Luma", "A", "Killing"]]
    read = book({"Log": rows, "Keys": [*keys, [102, "Tera", "B", "Looting"]]})
    assert read.come("place", "harm", "killed") == [
        ("Luma", "killing", 2),
        ("Tera", "looting", 101),
    ]
    head = "Type: A = killing, B = looting\nDate;Place;Type;Killed\n"
    assert log(f"{head}2018-01-03;Luma;A;1\n2018-01-04;Luma;B;0\n").come("harm") == [
        ("killing",),
        ("looting",),
    ]


def test_places_told_by_a_code_alone_wait(log: Any) -> None:
    read = log("Date;Place;Killed\n2018-01-03;L-01;2\n2018-01-04;L-02;0\n")
    assert set(read.waits()) == {2, 3}


def test_positions_of_a_grid_in_two_columns(log: Any) -> None:
    head = "Date;Village;Zone;Easting;Northing;Killed\n"
    rows = "2018-01-03;Luma;35N;226000;809000;2\n2018-01-04;Tera;;246000;775000;0\n"
    read = log(head + rows)
    assert [
        (place, round(lat, 2), round(lon, 2))
        for place, lat, lon in read.come("place", "lat", "lon")
    ] == [("Luma", 7.31, 24.52)]
    assert "zone" in read.waits()[3]
    read = log("Date;Village;UTM E (36S);UTM N (36S);Killed\n2018-01-03;Luma;551676;9440972;2\n")
    assert round(read.come("lat")[0][0], 2) == -5.06


def test_names_beside_positions_are_the_places(log: Any) -> None:
    read = log("ID;X;Y;NAME;ADM2;EVT_DATE;KILL;WND\n1;24.5;7.3;Luma;Uror;2018-01-03;2;3\n")
    assert read.come("place", "killed", "lat") == [("Luma", 2, 7.3)]
    assert injured(read) == [3]


def test_civilians_of_two_columns_of_casualties_are_the_toll(log: Any) -> None:
    rows = "031430Z JAN 18;Luma;1/0;2/5\n051200Z JAN 18;Tera;-;0/0\n071200Z JAN 18;Tera;unk;-/3\n"
    read = log(f"DTG;Tgt loc;Mil cas (K/W);Civ cas (K/W)\n{rows}")
    assert read.come("place", "killed") == [("Luma", 2), ("Tera", 0), ("Tera", None)]
    assert injured(read) == [5, 0, 3]


def test_posts_with_nothing_to_report_are_no_incidents(book: Any) -> None:
    rows = [["Unit", "Location", "Event", "Killed"], ["1 June 2018"], ["A", "Luma", "Attack", 2]]
    read = book({"Log": [*rows, ["B", "NTR"], ["2 June 2018"], ["A", "Tera", "Looting", 0]]})
    assert read.come("place") == [("Luma",), ("Tera",)]
