"""Lists whose heads no list has, told by what they seem to say beside what their cells hold, and
shapes that strangers sent with them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tutela.base.values import Refusal, read_days
from tutela.incidents.head_roles import chance_of_role

DAYS = ("day", "day_end", "day_other")


@pytest.mark.parametrize(
    ("of_event", "of_other"),
    [
        ("DateOfOffence", "DateReported"),
        ("Dt of offence", "Dt registered"),
        ("Jour de l'attaque du hameau", "Date de transmission au siège"),
        ("يوم وقوع المصيبة", "تاريخ كتابة البلاغ"),
    ],
)
def test_the_day_of_the_event_is_told_from_that_of_the_report(of_event: str, of_other: str) -> None:
    assert chance_of_role(of_event, "day", DAYS) > 0.6 > 0.2 > chance_of_role(of_other, "day", DAYS)


def test_a_police_book_has_the_day_of_the_offence_though_the_other_stands_first(log: Any) -> None:
    read = log(
        "OB_No;DateReported;DateOfOffence;Scene;Offence;Fatalities\n"
        "11;2018-02-02;2018-02-01;Luma;Murder;1\n12;2018-02-05;2018-02-03;Tera;Robbery;0\n"
        "13;2018-02-09;2018-02-08;Osila;Cattle raid;2\n"
    )
    assert read.come("date_start", "place", "killed") == [
        (date(2018, 2, 1), "Luma", 1),
        (date(2018, 2, 3), "Tera", 0),
        (date(2018, 2, 8), "Osila", 2),
    ]


def test_a_dataset_of_a_researcher_has_its_first_and_its_last_day(log: Any) -> None:
    read = log(
        "event_id;first_day;last_day;actor_a;site;province;deaths_low;deaths_high;summary\n"
        "A1;2018-03-02;;Herders;Luma;Uror;3;5;Night raid on fishermen\n"
        "A2;2018-03-05;2018-03-06;Farmers;Tera;Uror;12;12;Two days of killings over a field\n"
        "A3;2018-03-11;2018-03-11;Police;Osila;Akobo;0;0;Protesters beaten\n"
        "A4;2018-03-18;2018-03-19;Gunmen;Pama;Akobo;1;1;Trader killed\n"
    )
    assert read.come("date_start", "date_end", "place") == [
        (date(2018, 3, 2), date(2018, 3, 2), "Luma"),
        (date(2018, 3, 5), date(2018, 3, 6), "Tera"),
        (date(2018, 3, 11), date(2018, 3, 11), "Osila"),
        (date(2018, 3, 18), date(2018, 3, 19), "Pama"),
    ]


def test_days_that_a_form_writes_of_itself_are_none_of_the_event(log: Any) -> None:
    read = log(
        "start;end;today;loc/village;ev/date_ev;ev/dead_total;ev/story;_id;_submission_time\n"
        "2018-02-06T09:14:22;2018-02-06T09:41:07;2018-02-06;Luma;2018-02-03;6;Youth shot people;1;"
        "2018-02-06T17:20:11\n"
        "2018-02-09T09:14:22;2018-02-09T09:41:07;2018-02-09;Tera;2018-02-07;1;Boat shot at;2;"
        "2018-02-09T17:20:11\n"
        "2018-02-13T09:14:22;2018-02-13T09:41:07;2018-02-13;Osila;2018-02-11;0;Woman raped;3;"
        "2018-02-13T17:20:11\n"
    )
    days = [day for (day,) in read.come("date_start")]
    assert days == [date(2018, 2, 3), date(2018, 2, 7), date(2018, 2, 11)]


def test_the_community_is_a_finer_place_than_the_locality_around_it(log: Any) -> None:
    read = log(
        "Date;Locality;Community;Account;Killed\n"
        "2018-07-05;Kas;Luma;Man shot by militia;1\n2018-07-06;Kutum;Tera;Shop looted by gunmen;0\n"
        "2018-07-08;Beida;Osila;Farmer shot by gunmen;1\n2018-07-09;Kulbus;Pama;Boy shot by men;1\n"
    )
    assert read.come("place") == [("Luma",), ("Tera",), ("Osila",), ("Pama",)]


@pytest.mark.parametrize(
    ("heads", "cells", "killed"),
    [
        ("Pêcheurs morts;Militaires morts", "2;1", 3),
        ("Arrivés morts;Décédés à l'hôpital", "1;1", 2),
        ("DOA;Died in ward", "0;4", 4),
        ("SPLA KIA;IO KIA;Civ K;Total K", "4;1;0;5", 5),
        ("Who died: Men;Who died: Women", "3;2", 5),
    ],
)
def test_the_dead_of_several_columns_are_added_up_once(
    log: Any, heads: str, cells: str, killed: int
) -> None:
    read = log(
        f"Date;Village;What happened;{heads}\n"
        + "".join(
            f"2018-07-0{day};{place};Village attacked by gunmen;{cells}\n"
            for day, place in ((5, "Luma"), (6, "Tera"), (8, "Osila"))
        )
    )
    assert read.come("killed") == [(killed,)] * 3


def test_soldiers_beside_men_and_women_may_be_among_them_and_are_asked_about(log: Any) -> None:
    read = log(
        "Date;Village;What happened;Men killed;Women killed;Soldiers killed\n"
        "2018-07-05;Luma;Village attacked by gunmen;2;1;0\n"
        "2018-07-06;Tera;Village attacked by gunmen;2;1;3\n"
    )
    assert read.come("place", "killed") == [("Luma", 3)]
    assert "Soldiers killed" in read.waits()[3]


def test_kinds_of_people_below_the_dead_are_added_whatever_their_letters(book: Any) -> None:
    read = book(
        {
            "Janv 2018": [
                ["N°", "Date", "Lieu", "Événement", "Tués", None, None],
                [None, None, None, None, "Civils", "FDI", "Assaillants"],
                [1, "3 janv.", "Luma", "Attaque de la base par des rebelles", 0, 2, 5],
                [2, "7 janv.", "Tera", "Incendie de cases par des rebelles", 1, 0, 0],
                ["TOTAL TUÉS", None, None, None, 1, 2, 5],
            ]
        }
    )
    assert read.come("place", "killed") == [("Luma", 7), ("Tera", 1)]


def test_lists_of_codes_below_each_other_and_by_field(book: Any) -> None:
    key = [
        ["stn", "town where the pump stands"],
        ["K01", "Luma"],
        ["K02", "Tera"],
        ["ev", "meaning"],
        ["s", "shot at people"],
        ["0", "pump repair, nothing violent"],
        ["by", "who"],
        ["1", "army"],
        ["6", "none"],
    ]
    log = [
        ["stn", "dt", "ev", "by", "dead", "remark"],
        ["K01", "3 Sep 2018", "s", 1, 4, "pump house roof gone"],
        ["K02", "8 Sep 2018", "s", 1, 2, "at the queue"],
        ["K02", "17 Sep 2018", 0, 6, None, "new gasket fitted"],
    ]
    read = book({"PUMPLOG": log, "keys": key})
    assert read.come("place", "actor", "killed") == [("Luma", "army", 4), ("Tera", "army", 2)]
    assert "no harm" in read.waits()[4]


def test_yes_and_no_of_persons_count_one_and_none(log: Any) -> None:
    read = log(
        "Reg;Sex;Age;Incident date;Town;Complaint;By whom;Died in custody?\n"
        "1;M;34;2018-05-03;Luma;Beaten with wire on arrival;Prison guards;No\n"
        "2;F;27;2018-05-09;Tera;Raped at night in the cell;Police;unknown\n"
        "3;M;41;2018-05-17;Osila;Beaten to death in the cell;Police;Yes\n"
    )
    assert read.come("place", "killed") == [("Luma", 0), ("Tera", None), ("Osila", 1)]


@pytest.mark.parametrize(
    "what",
    [
        "Truck and boda crash",
        "Water truck tipped over at the bridge, driver hurt",
        "Un camion s'est couché, freins cassés, sept blessés",
        "Maternal death, bleeding",
        "Bus renversé",
        "Camion / moto",
        "Hit by lorry",
        "Flight cancelled due to rain",
        "Land case (civil), no violence",
        "Threat only",
    ],
)
def test_what_nobody_did_waits(log: Any, what: str) -> None:
    read = log(
        f"Date;Place;What happened;By;Killed\n2018-07-04;Luma;{what};;1\n"
        "2018-07-05;Tera;Trader shot by gunmen;bandits;1\n"
    )
    assert read.come("place") == [("Tera",)]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("April 12 to 14, 2018", 12, 14),
        ("200001B-222359B APR 18", 20, 22),
        ("16-18APR18", 16, 18),
        ("les 16 et 17 avril 2018", 16, 17),
    ],
)
def test_spans_of_days_as_clerks_write_them(written: str, first: int, last: int) -> None:
    assert read_days(written, "DMY") == (date(2018, 4, first), date(2018, 4, last))


def test_an_endless_cell_is_no_day_and_is_not_shown_whole() -> None:
    refused = read_days("x1 " * 200_000, "DMY")
    assert isinstance(refused, Refusal) and len(refused.why) < 120


def test_a_list_of_births_and_one_of_floods_wait_row_by_row(log: Any) -> None:
    births = log(
        "N°;Date;Quartier;Sexe;Poids;Morts;Observations\n"
        + "".join(
            f"{day};2018-07-0{day};Luma;F;3,{day};{day % 2};{what}\n"
            for day, what in enumerate(("terme", "prématuré", "jumeaux", "césarienne", "siège"), 1)
        )
    )
    assert births.come("line") == []
    assert all("does it list incidents" in why for why in births.waits().values())
    raids = log(
        "Date;Place;What happened;Killed\n"
        + "".join(
            f"2018-07-0{day};Luma;{what};{day}\n"
            for day, what in enumerate(("raid", "shooting", "market day", "raid", "ambush"), 1)
        )
    )
    assert len(raids.come("line")) > 3


def test_a_bare_total_of_a_morgue_counts_its_bodies(book: Any) -> None:
    read = book(
        {
            "Morgue": [
                [
                    *("N°", "Reçu le", "Date des faits", "Provenance", "Circonstances"),
                    *("Corps reçus", None, None, "Total"),
                ],
                [*[None] * 5, "H", "F", "Mil.", None],
                [1, "2018-04-03", "2018-04-02", "Luma", "Attaque, machettes", 3, 2, 1, 6],
                [2, "2018-04-07", "2018-04-06", "Tera", "Balle, bandits", 1, 0, 0, 1],
                [3, "2018-04-11", "2018-04-10", "Osila", "Embuscade sur la route", 2, 0, 1, 3],
            ]
        }
    )
    assert read.come("date_start", "place", "killed") == [
        (date(2018, 4, 2), "Luma", 6),
        (date(2018, 4, 6), "Tera", 1),
        (date(2018, 4, 10), "Osila", 3),
    ]


def test_another_village_is_the_one_that_the_next_column_specifies(log: Any) -> None:
    read = log(
        "start;g1/date_incident;g1/village;g1/village_autre;g2/type_incident;g3/tues;_id\n"
        "2018-04-03T09:10;2018-04-02;Luma;;meurtre;1;1\n"
        "2018-04-06T09:12;2018-04-05;autre;Tera;meurtre;2;2\n"
    )
    assert read.come("place", "killed") == [("Luma", 1), ("Tera", 2)]


@pytest.mark.parametrize(
    "what",
    [
        "Menaces contre le campement, aucun passage à l'acte",
        "Letter with threats received at an office, nothing further",
        "تهديد شفهي لمعلمي المدرسة دون اعتداء",
    ],
)
def test_a_threat_that_nothing_followed_waits_whoever_made_it(log: Any, what: str) -> None:
    read = log(
        f"Date;Place;What happened;By;Killed\n2018-07-04;Luma;{what};gunmen;0\n"
        "2018-07-05;Tera;Trader shot by gunmen;gunmen;1\n"
    )
    assert read.come("place") == [("Tera",)]


def test_the_notes_say_which_heads_no_list_has(log: Any) -> None:
    read = log(
        "OB_No;DateReported;DateOfOffence;Scene;Offence;Fatalities\n"
        "11;2018-02-02;2018-02-01;Luma;Murder;1\n12;2018-02-05;2018-02-03;Tera;Robbery;0\n"
        "13;2018-02-09;2018-02-08;Osila;Cattle raid;2\n"
    )
    notes = [str(note) for file in read.reading.files for note in file.notes]
    assert any("'DateOfOffence' as First day; check" in note for note in notes)


def test_the_enemy_of_a_battalion_is_no_word_of_french(log: Any) -> None:
    read = log(
        "SER;DTG;LOC;EVENT;CIV KIA;FARDC KIA;EN KIA;WIA\n"
        "1;010430B MAR 18;Luma;Ambush on farmers returning from fields;5;0;0;2\n"
        "2;031515B MAR 18;Tera;Contact with gunmen, civ hut burnt;0;1;3;4\n"
        "3;050200B MAR 18;Osila;Night raid, civilians hacked;9;0;0;\n"
    )
    assert read.come("place", "killed") == [("Luma", 5), ("Tera", 4), ("Osila", 9)]


def test_more_civilians_than_dead_cannot_be_and_are_asked_about(log: Any) -> None:
    read = log(
        "Date;Place;What happened;Civilians killed;Total deaths\n"
        "2018-03-02;Luma;Farmers shot by gunmen;5;2\n2018-03-05;Tera;Raid by gunmen;1;3\n"
    )
    assert read.come("place", "killed") == [("Tera", 3)]
    assert "Civilians killed" in read.waits()[2]


@pytest.mark.parametrize(
    ("what", "by"),
    [
        ("Un employé d'une ONG de distribution exige d'elle des rapports pour la carte", "ONG"),
        ("Son chef lui demande du sexe pour garder le poste", "cadre ONG"),
        ("The food monitor asked for sex before scooping their share", ""),
    ],
)
def test_sex_asked_for_by_who_hands_out_aid_is_kept_in_no_row(log: Any, what: str, by: str) -> None:
    read = log(
        f"Date;Village;Préjudice subi;Responsable désigné;Décès\n2018-03-02;Luma;{what};{by};\n"
        "2018-03-05;Tera;Champ pillé par des hommes armés;hommes armés;1\n"
    )
    assert read.come("place") == [("Tera",)]
    assert "Luma" not in str(read.table.select("line", "place", "held").rows())


def test_days_on_lines_of_their_own_above_no_accounts_lose_no_row(book: Any) -> None:
    read = book(
        {
            "Ronde": [
                ["POSTE DE GARDE", None, None],
                ["Samedi 3 mars 2018", None, None],
                [None, "07h40", "RAS"],
                ["Lundi 5 mars 2018", None, None],
                [None, "06h15", "RAS"],
                ["Mercredi 7 mars 2018", None, None],
                [None, "18h20", "Relève"],
            ]
        }
    )
    assert read.come("line") == [] and {2, 3, 4, 5, 6, 7} <= set(read.waits())
