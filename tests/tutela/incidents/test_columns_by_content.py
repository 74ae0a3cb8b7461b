"""Lists whose heads nobody knows: when and where stand in the columns whose cells say so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest


def test_the_one_column_of_days_is_that_of_the_incident_whatever_its_head(log: Any) -> None:
    read = log(
        "Quand c'est arrivé;Localité;Ce qui s'est passé;Morts\n"
        "2018-01-09;Luma;Deux mamans enlevées;0\n17/01/2018;Tera;Attaque à la machette;3\n"
        "2018-01-22;Osila;Vendeuse battue par des militaires;\n"
    )
    assert read.come("date_start", "place", "killed") == [
        (date(2018, 1, 9), "Luma", 0),
        (date(2018, 1, 17), "Tera", 3),
        (date(2018, 1, 22), "Osila", None),
    ]


def test_the_day_of_a_report_or_of_a_release_is_never_that_of_the_incident(log: Any) -> None:
    read = log(
        "Released on;Village;Account;Killed\n"
        "2018-01-09;Luma;Two farmers abducted by gunmen;0\n"
        "2018-01-17;Tera;Trader abducted by gunmen;0\n22/01/2018;Osila;Girl abducted by gunmen;0\n"
    )
    assert read.come("line") == []


def test_a_head_that_speaks_of_a_place_names_it_where_no_other_does(log: Any) -> None:
    read = log(
        "Date;Landing place;Vessel;Narrative;Dead (civ);Dead (armed)\n"
        "2018-08-02;Luma;Canoe;Fishermen shot at by gunmen, two died;2;0\n"
        "2018-08-05;Tera;Barge;Barge stopped by armed youth, crew beaten;0;1\n"
    )
    assert read.come("place", "killed") == [("Luma", 2), ("Tera", 1)]


def test_a_village_chief_or_a_place_of_birth_is_no_place_of_the_incident(log: Any) -> None:
    read = log(
        "Date;Village chief;Place of birth;Account;Killed\n"
        "2018-08-02;Adam Oro;Luma;Trader shot by gunmen;1\n"
        "2018-08-05;Sara Keke;Tera;Farmer shot by gunmen;1\n"
    )
    assert read.come("line") == []


def test_one_yesterday_in_a_list_is_asked_about(log: Any) -> None:
    rows = "".join(f"{day}/02/2018;Luma;Trader shot by gunmen;1\n" for day in range(13, 20))
    read = log(f"Date;Place;What happened;Killed\n{rows}2018-02-20;Tera;Shot yesterday;1\n")
    assert (date(2018, 2, 20),) not in read.come("date_start")


def test_overnight_in_a_list_says_the_hour_and_leaves_the_day(log: Any) -> None:
    rows = "".join(
        f"2018-02-{day};Luma;Houses burned overnight by gunmen;0\n" for day in (13, 14, 15)
    )
    read = log(f"Date;Place;What happened;Killed\n{rows}")
    assert read.come("date_start", "date_end") == [
        (date(2018, 2, day), date(2018, 2, day)) for day in (13, 14, 15)
    ]


def test_a_grid_of_days_by_places_is_a_row_for_each_cell_that_tells(book: Any) -> None:
    read = book(
        {
            "May": [
                ["What happened where - May 2018"],
                ["Day", "Luma", "Tera", "Osila", "Pama"],
                ["2018-05-01", "-", "2 killed by armed men on the shore", "-", "-"],
                ["2018-05-03", "-", "-", "4 fishermen abducted, canoes taken", "union meeting"],
                ["2018-05-06", "nets burnt by soldiers, nobody dead", "-", "-", "-"],
                ["2018-05-08", "-", "-", "-", "village attacked, 5-7 killed"],
            ]
        }
    )
    assert read.come("line", "place", "killed", "killed_low", "killed_high") == [
        (3, "Tera", 2, None, None),
        (4, "Osila", None, None, None),
        (5, "Luma", 0, None, None),
        (6, "Pama", None, 5, 7),
    ]


def test_a_card_begins_with_its_number(book: Any) -> None:
    cards = [
        [label, answer]
        for number, day, place in (("C1", "3 Jan 2018", "Luma"), ("C2", "9 Jan 2018", "Tera"))
        for label, answer in (
            ("CARD No.", number),
            ("Date of incident", day),
            ("School / village", place),
            ("Account", "Teacher shot at by gunmen"),
            ("Killed", "0"),
            (None, None),
        )
    ]
    assert book({"Cards": cards}).come("source_id", "place") == [("C1", "Luma"), ("C2", "Tera")]


def test_two_lists_of_codes_below_each_other_are_each_read(book: Any) -> None:
    read = book(
        {
            "Faits": [
                ["Réf", "Jour", "Site", "Code fait", "Code auteur", "Tués"],
                ["F1", "2018-01-03", "Luma", "A1", "G", "4"],
                ["F2", "2018-01-09", "Tera", "Z2", "M", "0"],
                ["F3", "2018-01-12", "Osila", "A2", "M", "0"],
            ],
            "Clé": [
                *(["Code", "Sens"], ["A1", "Attaque armée"], ["A2", "Pillage"], ["Z2", "Réunion"]),
                *(["Auteur", None], ["M", "Militaires"], ["G", "Bandits armés"]),
            ],
        }
    )
    assert read.come("place") == [("Luma",), ("Osila",)]
    assert read.come("harm")[1] == ("looting",)


def test_staff_of_who_writes_who_asked_for_sex_wait_apart(log: Any) -> None:
    read = log(
        "Date;Place;What happened;Killed\n"
        "2018-01-03;Luma;Our driver asked two girls for sex in return for sorghum;0\n"
        "2018-01-04;Luma;Our driver saw gunmen rob the shop;0\n"
        "2018-01-05;Tera;Dit qu'un logisticien d'une ONG l'a forcée à des rapports;0\n"
    )
    assert read.come("line") == [(3,)]


def test_the_one_column_that_speaks_of_the_dead_counts_them(log: Any) -> None:
    read = log(
        "Jour;Débarcadère / île;Nature du fait;Tués au port;Perte\n"
        "2018-01-09;Luma;Attaque du débarcadère par des hommes armés;3;1850000\n"
        "2018-01-17;Tera;Passagers volés par des hommes armés;0;420000\n"
    )
    assert read.come("place", "killed") == [("Luma", 3), ("Tera", 0)]


def test_the_dead_of_one_group_alone_are_asked_about(log: Any) -> None:
    read = log(
        "Date;Village;Account;Deaths among herders\n"
        "2018-01-09;Luma;Camp attacked by gunmen;3\n2018-01-17;Tera;Camp attacked by gunmen;1\n"
    )
    assert read.come("line") == []


def test_answers_of_a_question_for_the_dead_are_counts(log: Any) -> None:
    read = log(
        "Date;Place;What the women told us;Anybody died?\n"
        "2018-01-09;Luma;Two women beaten by youths;no\n"
        "2018-02-06;Tera;Shot at night in her hut by gunmen;yes, 1\n"
        "2018-02-09;Osila;Robbed at a checkpoint by soldiers;\n"
    )
    assert read.come("killed") == [(0,), (1,), (None,)]


def test_a_cross_in_a_head_counts_the_dead(log: Any) -> None:
    read = log(
        "Quand;Localité;Ce que le curé rapporte;Victimes (†)\n"
        "2018-01-09;Luma;Incursion de miliciens, maisons incendiées;11\n"
        "2018-01-17;Tera;Presbytère pillé par des hommes armés;0\n"
    )
    assert read.come("killed") == [(11,), (0,)]


def test_positions_as_pilots_write_them(log: Any) -> None:
    read = log(
        "Date;Aerodrome / HLS;Position;Occurrence;Fatal: on board;Fatal: on ground\n"
        "2018-01-09;Luma;N1030 E02245;Shots fired at a helicopter by armed men;0;0\n"
        "2018-01-17;Tera;E02630 N0524;Watchmen shot by armed men, fuel stolen;0;2\n"
    )
    assert read.come("place", "lat", "lon", "killed") == [
        ("Luma", 10.5, 22.75, 0),
        ("Tera", 5.4, 26.5, 2),
    ]


def test_a_number_of_a_row_names_no_personnel(log: Any) -> None:
    read = log(
        "Ref;Date;Place;What happened;Said to be responsible;Killed\n"
        "UN/06;2018-01-09;Luma;Woman collecting firewood raped;two soldiers;0\n"
    )
    assert read.come("line") == [(2,)]


@pytest.mark.parametrize(
    "account",
    [
        "Bus overturned, no attack, 3 with bruises",
        "Effondrement d'une galerie",
        "Letter left at the gate telling teachers to leave",
        "Menace verbale d'un policier, sans suite",
        "union meeting",
        "Trader shot by gunmen (second monitor)",
        "Rumour at the bus park that a bus was hit",
    ],
)
def test_accidents_threats_and_second_tellings_wait(log: Any, account: str) -> None:
    shot = "2018-01-03;Luma;Trader shot dead by armed men;1\n"
    read = log(f"Date;Place;What happened;Killed\n{shot}2018-01-04;Luma;{account};0\n")
    assert read.come("line") == [(2,)]


def test_a_diary_names_where_armed_people_came_and_from_where_people_were_taken(log: Any) -> None:
    read = log(
        "Day;What was told in the group\n"
        "2018-02-02;Raiders came to Gumruk before the sun and killed nine people.\n"
        "2018-02-08;Three children were taken from Likwan by men who walked east.\n"
        "2018-03-09;Road ambush at Anyidi on the car to Bor: four passengers killed.\n"
        "2018-03-14;A soldier in Luma shot our sister at the water point. She died.\n"
    )
    assert read.come("place", "killed") == [
        ("Gumruk", 9),
        ("Likwan", None),
        ("Anyidi", 4),
        ("Luma", 1),
    ]


def test_a_hidden_key_of_the_same_head_tells_what_a_row_of_misconduct_is(book: Any) -> None:
    read = book(
        {
            "السجل": [
                ["م", "اليوم", "المكان", "الرمز", "الطرف", "موتى", "بيان"],
                ["1", "2018-01-04", "لوما", "1", "أ", "2", "عند المورد"],
                ["2", "2018-01-07", "باما", "2", "أ", "0", "أخذ خمسين بقرة"],
                ["3", "2018-01-14", "لوما", "6", None, None, "حضر العمد"],
                ["4", "2018-02-14", "لوما", "8", None, None, "شكوى من أسرة"],
            ],
            "مفتاح": [
                *(["الرمز", "المعنى"], ["1", "قتل / إطلاق نار"], ["2", "نهب مواشي"]),
                *(["6", "صلح أو اجتماع (ليس حادثا)"], ["8", "استغلال جنسي من عامل إغاثة"]),
                *([None, None], ["الطرف", "المعنى"], ["أ", "رعاة مسلحون"], ["ب", "جنود"]),
            ],
        }
    )
    assert read.come("line") == [(2,), (3,)]
    assert "شكوى" not in str(read.table.to_dicts())
    assert not any(row["place"] for row in read.table.to_dicts() if row["line"] == 5)


def test_two_columns_of_codes_that_both_tell_of_deeds_are_both_read(book: Any) -> None:
    read = book(
        {
            "Log": [
                ["Date", "Village", "Code 1", "Code 2", "Killed"],
                ["2018-01-04", "Luma", "MU", "RO", "2"],
                ["2018-01-07", "Tera", "RO", "MU", "1"],
            ],
            "Key": [["Code", "Meaning"], ["MU", "Murder"], ["RO", "Armed robbery"]],
        }
    )
    assert read.come("place", "killed") == [("Luma", 2), ("Tera", 1)]


def test_dead_of_several_groups_in_words_nobody_listed_are_added_up(log: Any) -> None:
    read = log(
        "event date;neighbourhood;account;volunteers killed;other people killed\n"
        "2018-01-03;Luma;Shell near the kitchen fired by the army;1;3\n"
        "2018-01-15;Tera;Air raid hit the queue;0;11\n"
    )
    assert read.come("killed") == [(4,), (11,)]


def test_a_kind_answered_by_one_is_no_toll(log: Any) -> None:
    read = log(
        "Date;Place;type killing;type looting;dead men;dead women\n"
        "2018-01-03;Luma;1;0;2;1\n2018-01-15;Tera;1;1;0;4\n"
    )
    assert read.come("killed") == [(3,), (4,)]


def test_sentences_below_the_name_of_their_month(book: Any) -> None:
    read = book(
        {
            "Carnet": [
                ["Carnet du secrétaire – Groupement des pêcheurs"],
                [None],
                ["JANVIER 2018"],
                ["Le 4, à Luma, des hommes armés ont tué quatre pêcheurs et pris les moteurs."],
                ["Le 18, à Tera, un éleveur a été enlevé par des insurgés, rançon demandée."],
                ["FÉVRIER 2018"],
                ["Dans la nuit du 12 au 13, incendie de trente huttes à Osila par des bandits."],
            ]
        }
    )
    assert read.come("date_start", "date_end", "place") == [
        (date(2018, 1, 4), date(2018, 1, 4), "Luma"),
        (date(2018, 1, 18), date(2018, 1, 18), "Tera"),
        (date(2018, 2, 12), date(2018, 2, 13), "Osila"),
    ]


def test_heads_that_ask_where_and_who_died(log: Any) -> None:
    read = log(
        "When;Where it occurred;What the sister told the chairlady;Lost their life\n"
        "2018-01-03;Luma;Armed youth shot her brother and drove off the cows;1\n"
        "2018-01-15;Tera;Women caught and beaten near the swamp by soldiers;0\n"
    )
    assert read.come("place", "killed") == [("Luma", 1), ("Tera", 0)]


def test_who_died_at_the_scene_and_on_the_way_are_added_up(log: Any) -> None:
    read = log(
        "Run;Call date;Pick-up;Cause given by caller;Dead at scene;Died on way / in ER\n"
        "R1;2018-11-02;Luma;Shelling of the market by the army;3;1\n"
        "R2;2018-11-13;Tera;Man shot at a checkpoint by soldiers;1;0\n"
        "R3;2018-11-21;Osila;Girl hit by a bullet from the barracks;0;0\n"
    )
    assert read.come("date_start", "place", "killed") == [
        (date(2018, 11, 2), "Luma", 4),
        (date(2018, 11, 13), "Tera", 1),
        (date(2018, 11, 21), "Osila", 0),
    ]


@pytest.mark.parametrize(
    ("sheet", "heads", "row"),
    [
        ("Plan d'action", ["Activité", "Lieu", "Début"], ["Former des relais", "Luma"]),
        ("Suivi", ["Activité", "Lieu", "Début", "Échéance"], ["Former des relais", "Luma"]),
        ("Décès", ["Nom du défunt", "Lieu du décès", "Date du décès"], ["A", "Luma"]),
        ("Rougeole", ["Observations", "Place", "Date", "Décès"], ["Décès : enfant", "Luma"]),
    ],
)
def test_rows_of_other_lists_wait(book: Any, sheet: str, heads: list[str], row: list[str]) -> None:
    rows = [[*row, f"2018-01-{day}", "1"][: len(heads)] for day in (13, 17, 24)]
    assert book({sheet: [heads, *rows]}).come("line") == []
