"""Classes learned from a third set of strangers' books: each comes in right, or waits."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.tutela.incidents.conftest import Read
from tutela.incidents.accidents import closing_day
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


def test_places_told_by_a_code_alone_wait(log: Any) -> None:
    read = log("Date;Place;Killed\n2018-01-03;L-01;2\n2018-01-04;L-02;0\n")
    assert set(read.waits()) == {2, 3}


def test_names_beside_positions_are_the_places(log: Any) -> None:
    read = log("ID;X;Y;NAME;ADM2;EVT_DATE;KILL;WND\n1;24.5;7.3;Luma;Uror;2018-01-03;2;3\n")
    assert read.come("place", "killed", "lat") == [("Luma", 2, 7.3)]
    assert injured(read) == [3]
