"""Desks' books: cards, keys of codes, paragraphs, groups by sex, an area in the title."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tutela.base.values import Toll, read_days, read_position, read_toll


def test_paragraphs_with_day_place_and_deed_come_in_and_others_wait(book: Any) -> None:
    rows = [
        ["Weekly report, January 2018"],
        ["Para", "Text"],
        ["1", "The situation remained calm and the rains went on as before."],
        ["2", "On 3 January 2018, in Luma (Uror district), men shot dead a millet trader."],
        ["3", "On 5 January the head of office met the governor in Uror on the attack of Luma."],
        ["4", "On 9 January 2018 fighters looted the store of Tera, Uror district. No casualties."],
        ["5", "On 11 January 2018 families arrived in Pama from Tera saying fighters had come."],
        ["6", "On 12 January 2018 a member of a UN police unit gave bread for sex in Luma town."],
    ]
    read = book({"Narrative": rows})
    assert read.come("line", "place", "killed") == [(4, "Luma", 1), (6, "Tera", 0)]
    assert {3, 5, 7} <= read.waits().keys()
    assert "bread" not in str(read.waits())


def test_an_area_in_the_title_says_which_way_round_positions_are(book: Any) -> None:
    rows: list[list[Any]] = [["Uror lies between 13.2–13.9 N and 44.6–45.3 E"]]
    rows += [["Date", "Village", "LATITUDE", "LONGITUDE", "Killed"]]
    rows += [["2018-01-03", "Luma", "44.88", "13.61", "1"]]
    rows += [["2018-01-05", "Tera", "44.93", "13.70", "2"]]
    rows += [["2018-01-07", "Pama", "44.93", "1.37", "2"]]
    read = book({"Log": rows})
    assert read.come("lat", "lon") == [(13.61, 44.88), (13.7, 44.93)]
    assert list(read.waits()) == [5]


def test_a_day_that_is_not_known_is_the_month_of_its_sheet(book: Any) -> None:
    rows = [
        ["Day", "Village", "Dead"],
        ["3", "Luma", "1"],
        ["12", "Tera", "2"],
        ["unk", "Pama", "1"],
    ]
    read = book({"Feb 2018": rows})
    assert read.come("date_start", "date_end")[2] == (date(2018, 2, 1), date(2018, 2, 28))


def test_a_year_in_the_head_is_that_of_its_days(log: Any) -> None:
    rows = "4th January;Luma;3\n-do-;Tera;0\n12th January;Pama;1\n"
    read = log(f"Date 2018;Place;People dead\n{rows}")
    days = [date(2018, 1, 4), date(2018, 1, 4), date(2018, 1, 12)]
    assert read.come("date_start") == [(day,) for day in days]


@pytest.mark.parametrize(
    "row",
    [
        "Our vehicle slid into a ditch, two staff bruised;0;2;nobody",
        "NSTR;;;",
        "Clash in the trenches, fighters only;9;12;Both sides",
        "Cattle died, disease;0;0;none",
        "LP patrol to the camp, situation calm;;;",
        "(carried over) Nurse shot in the leg;0;1;Gunmen",
    ],
)
def test_what_is_no_incident_of_its_own_waits(log: Any, row: str) -> None:
    head = (
        "Date;Village;Facts;Killed;Injured;Suspect\n2018-01-03;Luma;Two traders shot;2;1;Bandits\n"
    )
    read = log(f"{head}2018-01-04;Luma;{row}\n")
    assert read.come("line") == [(2,)]
    assert set(read.waits()) == {3}


def test_whatever_personnel_are_said_to_have_done_waits_and_is_not_shown(log: Any) -> None:
    head = "Date;Village;Facts;Killed;By whom\n2018-01-03;Luma;Trader shot;1;Bandits\n"
    rows = "2018-01-04;Luma;Trader beaten who did not pay;0;UN guards\n"
    rows += "2018-01-05;Luma;Cleaner offered money;0;UN observer\n"
    read = log(head + rows)
    assert read.come("line") == [(2,)]
    assert set(read.waits()) == {3, 4}
    assert "beaten" not in str(read.waits())


@pytest.mark.parametrize(
    "said",
    [
        "She says she was paid to come to the compound;staff of the mission",
        "Girl seen leaving the contingent's base at dawn;sent to conduct team",
        "Une veuve dit avoir dû céder pour être inscrite;agent enregistreur, ONG",
        "Sugar daddy driving a UN plate car waits at school;",
        "Le logisticien d'une ONG promet du travail aux filles;",
        "سائق المنظمة يطلب صور الفتيات;",
    ],
)
def test_what_only_hints_at_misconduct_waits_and_is_not_shown(log: Any, said: str) -> None:
    head = "Date;Village;Facts;Remarks;Killed\n2018-01-03;Luma;Trader shot;;1\n"
    read = log(f"{head}2018-01-04;Luma;{said};0\n")
    assert read.come("line") == [(2,)]
    assert said.split(";")[0] not in str(read.waits())


def test_women_harmed_by_others_or_helped_by_personnel_come_in(log: Any) -> None:
    head = "Date;Village;Facts;Killed\n2018-01-03;Luma;Trader shot;1\n"
    rows = "2018-01-04;Luma;Girl forced to marry, referred to UNICEF;0\n"
    rows += "2018-01-05;Luma;Women attacked on the road near the UN base;0\n"
    assert log(head + rows).come("line") == [(2,), (3,), (4,)]


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("courant mars 2018", ("2018-03-01", "2018-03-31")),
        ("throughout May 2018", ("2018-05-01", "2018-05-31")),
        ("خلال شهر مارس 2018", ("2018-03-01", "2018-03-31")),
        ("end Oct 2018 (night 30/31)", ("2018-10-30", "2018-10-31")),
    ],
)
def test_days_that_leave_open_which(said: str, days: tuple[str, str]) -> None:
    assert read_days(said, "DMY") == tuple(map(date.fromisoformat, days))


def test_tolls_and_positions_in_other_words() -> None:
    assert read_toll("one dead & two taken") == Toll(1, 1, 1)
    assert read_toll("une mère et son enfant tués") == Toll(2, 2, 2)
    assert read_toll("half a dozen dead") == Toll(None, 6, None)
    assert read_toll("plus de 10 morts") == Toll(11, None, None)
    assert not isinstance(read_toll("4 ou 14"), Toll)
    assert read_position("06-30.00N 029-30.00E") == (6.5, 29.5)
