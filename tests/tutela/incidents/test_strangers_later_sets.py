"""Classes learned from the ninth to the sixteenth set of strangers' books: right, or waiting."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tutela.incidents.read import read_events

HEAD = "Date;Place;What happened;Killed\n"
SHOT = "2018-01-03;Luma;Trader shot dead by armed men;1\n"


@pytest.mark.parametrize(
    "row",
    [
        "Soldiers fought among themselves, no civilian;2",
        "Combat : 4 combattants morts, que des combattants;4",
        "اشتباك، القتلى كلهم عسكريون;9",
        "Armed clash, no civilians were hurt;3",
        "Child bitten, mordu par un serpent;1",
        "Tree fell on the school;1",
        "وفاة الشيخ بعد مرض طويل;1",
        "On parle de morts, personne ne confirme;0",
        "Market talk of a raid, nobody has seen it;0",
        "Youth say they will attack the market;0",
        "Three boys shot, the village is not known;3",
        "Leaflet left at the gate, nothing has happened;0",
        "Unverified: youth gather, attack may take place after harvest;0",
        "معلومات عن حشد قوات واحتمال هجوم;0",
        "Fighting of two armies. We have no report of civilians harmed;0",
        "Combattants blessés lors d'un accrochage, aucun civil;0",
        "اشتباك بين القوتين دون إصابة مدنيين;0",
        "Engin découvert et neutralisé par l'équipe;0",
        "Shelter burnt by cooking fire, child burnt;1",
        "وفاة امرأة أثناء الولادة;1",
        "Three men shot, they did not say which village;3",
        "Sent again with the late letter of the chief, already counted as no. 3;8",
        "Recopié : même événement que n° 109;3",
        "تكرار للبلاغ رقم 6: مقتل شابين;2",
        "Old man killed by hyena;1",
        "Éboulement à la mine, 4 artisans morts;4",
        "انهيار بئر منجم;5",
        "وفاة طفلين بالحصبة;2",
        "Disarmament fight, only armed men died;4",
        "Landmine from old war found, marked by team;0",
        "TEST TEST please ignore;1",
        "Fight at barracks, soldiers died, civilians had left long ago;0",
        "Peaceful demonstration, no injuries;0",
        "مؤتمر صلح بين القبائل;0",
        "تهديد الأهالي بالهجوم إن لم يرحلوا;0",
        "Deux corps retrouvés, village pas encore connu;2",
    ],
)
def test_what_is_no_harm_to_civilians_or_not_sure_waits(log: Any, row: str) -> None:
    assert log(f"{HEAD}{SHOT}2018-01-04;Luma;{row}\n").come("line") == [(2,)]


@pytest.mark.parametrize(
    "row",
    [
        "Bus hit a mine, then overturned;4",
        "Soldiers killed two villagers after a clash with rebels;2",
        "Grenade thrown into a wedding, ألقوا قنبلة;ثلاثة",
        "Herders attacked by fighters, houses burnt;two",
        "Attack on the market, another attack may follow;3",
        "احتجاز تاجرين وتعذيبهما;0",
        "Hut burnt by raiders;1",
    ],
)
def test_deeds_beside_such_words_come_in(log: Any, row: str) -> None:
    assert log(f"{HEAD}{SHOT}2018-01-04;Luma;{row}\n").come("line") == [(2,), (3,)]


def test_heads_that_are_parts_of_sentences_are_known(log: Any) -> None:
    read = log(
        "On which day;Which side (place);What they did to us;Died;Taken away\n"
        "3rd January 2019;Luma;Shop broken with guns;two;0\n"
        "26th February 2019 (written late);Tera;Hut burnt by raiders;one;four\n"
    )
    assert read.come("date_start", "place", "killed") == [
        (date(2019, 1, 3), "Luma", 2),
        (date(2019, 2, 26), "Tera", 1),
    ]


@pytest.mark.parametrize(
    ("heads", "cells", "dead"),
    [
        ("CIV K/W/A", "3/2/1", 3),
        ("CIV_K_LOW;CIV_K_HIGH", "3;3", 3),
        ("قتلى مزارعين;قتلى رعاة", "1;2", 3),
        ("Nbre de victimes;Type d'incident", "3;Meurtre", 3),
        ("Nbre de victimes;Type d'incident", "9;Pillage", 0),
        ("Our people who died", "three", 3),
        ("Killed M;Killed F", "3;NIL", 3),
        ("Killed M;Killed F", "NIL;NIL", 0),
    ],
)
def test_counts_of_the_dead_in_other_columns(log: Any, heads: str, cells: str, dead: int) -> None:
    read = log(f"Date;Place;{heads}\n2018-01-03;Luma;{cells}\n2018-01-04;Tera;{cells}\n")
    assert read.come("killed") == [(dead,), (dead,)]


def test_names_of_the_dead_count_nobody_and_wait_for_nobody(log: Any) -> None:
    read = log("Date;Place;Died;Name of the dead\n2018-01-03;Luma;one;Deng K. and his dog\n")
    assert read.come("killed") == [(1,)]


def test_victims_of_an_attack_and_bare_casualties_wait(log: Any) -> None:
    read = log(
        "Date;Place;Nature of incident;No. of victims\n2018-01-03;Luma;Attack on village;5\n"
        "2018-01-04;Luma;Killing;2\n"
    )
    assert read.come("killed") == [(2,)] and 2 in read.waits()


def test_a_dash_is_none_where_the_sheet_says_so(log: Any) -> None:
    read = log(
        "N.B. : tiret = aucun cas.;;\nDate;Lieu;Tués\n2018-01-03;Luma;-\n2018-01-04;Tera;2\n"
    )
    assert read.come("killed") == [(0,), (2,)]


@pytest.mark.parametrize(
    "place", ["Tera ou Pama ?", "somewhere on the road", "road between A and B"]
)
def test_a_place_that_is_left_open_waits(log: Any, place: str) -> None:
    read = log(f"Date;Place;Killed\n2018-01-03;Luma;1\n2018-01-04;{place};2\n")
    assert read.come("place") == [("Luma",)] and "leaves the place open" in read.waits()[3]


def test_paragraphs_above_a_table_are_rows_and_not_its_title(tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("2018 notes")
        rows = [
            ["Notes for the weekly sitrep (2018)"],
            ["Week", "Narrative"],
            [
                "W1",
                "On 3 January at Nimule, armed men killed two traders and took their motorbikes.",
            ],
            [
                "W2",
                "Eight Jan: raiders attacked Isoke, four people including a child were shot dead.",
            ],
            ["W4", "25.01 - in Ikotos, one woman was killed on the way to the market by raiders."],
            [],
            ["Day", "Location", "What was said", "Dead", "Hurt"],
            ["2018-04-02", "Chukudum", "Cattle raid, herders shot", "3", "1"],
        ]
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    frame = read_events([path]).events.frame.sort("date_start")
    assert frame.select("place", "deaths").rows() == [
        ("Nimule", 2),
        ("Isoke", 4),
        ("Ikotos", 1),
        ("Chukudum", 3),
    ]


def test_titles_above_a_separated_file_hold_commas_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "radio.csv"
    path.write_text(
        "Radio of Djugu, local news\n\nNo;Edition;News\n"
        "1;evening;On 4 March 2018 at Drodro, armed men killed two traders, and took their goods.\n"
        "2;noon;On 5 March 2018 at Fataki, bandits shot one farmer dead, and burnt a hut.\n"
    )
    frame = read_events([path]).events.frame.sort("date_start")
    assert frame.select("place", "deaths").rows() == [("Drodro", 2), ("Fataki", 1)]


def test_a_code_of_misconduct_is_known_though_a_list_spells_it_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "codes.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Nov 2018")
        sheet.write_row(0, 0, ["Date", "Lieu", "Victimes", "Tués", "Nature"])
        sheet.write_row(1, 0, ["2018-11-03", "Luma", "un commerçant abattu", "1", "EXE"])
        sheet.write_row(
            2, 0, ["2018-11-04", "Luma", "fille : le chauffeur d'une agence", "0", "EAS"]
        )
        codes = book.add_worksheet("Codes")
        codes.write_row(0, 0, ["Code", "Sens"])
        codes.write_row(1, 0, ["EXE", "exécution"])
        codes.write_row(2, 0, ["EAS", "plainte : ne pas diffuser"])
        codes.write_row(3, 0, ["PIL", "pillage"])
    read = read_events([path])
    assert read.events.frame["deaths"].to_list() == [1]
    refused = [one for report in read.files for one in report.rejected if one.row == 3]
    assert refused and not any("fille" in f"{one.value} {one.cells}" for one in refused)


def test_three_rows_of_heads_with_sexes_below_and_soldiers_beside(tmp_path: Path) -> None:
    file = tmp_path / "mines.xlsx"
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("Victimes")
    sheet.write_row(0, 0, ["Lieu", "Date", "Victimes civiles", "", "", "", "Victimes FDS", ""])
    sheet.merge_range(0, 2, 0, 5, "Victimes civiles")
    sheet.merge_range(0, 6, 0, 7, "Victimes FDS")
    sheet.write_row(1, 2, ["Tués", None, "Blessés", None, "Tués", "Blessés"])
    sheet.write_row(2, 2, ["H", "Fille", "H", "Fille"])
    for at, (village, dead) in enumerate((("Luma", (2, 1)), ("Tera", (0, 2)), ("Osila", (4, 0)))):
        sheet.write_row(3 + at, 0, [village, f"{at + 3} janv. 2019", *dead, 0, 0, 5, 0])
    book.close()
    frame = read_events([file]).events.frame
    assert frame.select("place", "deaths").rows() == [("Luma", 3), ("Tera", 2), ("Osila", 4)]


def test_where_patients_came_from_is_the_place_of_a_hospital_s_register(log: Any) -> None:
    read = log(
        "Date événement;Provenance;S/préf.;Cause;Nb décès\n"
        "03/01/18;Luma;Luma;Balles;2\n09/01/18;PK3;Luma;Arme blanche;0\n"
        "15/01/18;Osila;Tera;Balles;4\n"
    )
    assert read.come("place") == [("Luma",), ("PK3",), ("Osila",)]


def test_arabic_accounts_name_what_was_attacked_and_count_those_who_live(log: Any) -> None:
    read = log(
        "التاريخ;الخبر كما وصلنا\n"
        "3/1/2018;هجم مسلحون على قولو ليلا فقتلوا ثلاثة من أهلها\n"
        "4/1/2018;في أم دخن قتل تاجران على الحدود\n"
        "5/1/2018;قتل رجل وامرأته في بندسي على يد مسلحين\n"
        "16/1/2018;في زالنجي خطفت طالبتان وعادتا بعد يوم سالمتين\n"
        "17/1/2018;هجوم على مكجر في يوم السوق، القتلى خمسة\n"
        "18/1/2018;في الروصيرص قتل مسلحون تاجراً ونهبوا متجره\n"
    )
    assert read.come("place", "killed") == [
        ("قولو", 3),
        ("أم دخن", 2),
        ("بندسي", 2),
        ("زالنجي", 0),
        ("مكجر", 5),
        ("الروصيرص", 1),
    ]


def test_one_slip_does_not_unsettle_the_order_of_day_and_month(log: Any) -> None:
    rows = "".join(f"{day}/02/2019;Luma;Trader shot;1\n" for day in range(13, 20))
    read = log(f"{HEAD}{rows}03/01/2019;Tera;Trader shot;1\n07/14/2019;Osila;Trader shot;1\n")
    assert (date(2019, 1, 3), "Tera") in read.come("date_start", "place")


def test_the_office_that_made_a_visit_is_no_doer(log: Any) -> None:
    read = log(
        "التاريخ;القرية;ما حدث;الفاعل;قتلى\n"
        "13/2/2019;لوما;قتل تاجر بالرصاص;مسلحون;1\n"
        "14/2/2019;لوما;زيارة تفقدية للسجن;الهيئة;0\n"
    )
    assert read.come("line") == [(2,)]


def test_a_column_of_deeds_under_a_strange_head_is_the_kind(log: Any) -> None:
    read = log(
        "date;localite;fait;tues;commentaire\n"
        "04/01/2018;Luma;pillage;0;porteurs relâchés\n"
        "19/02/2018;Tera;accident de circulation;1;camion renversé\n"
        "20/02/2018;Osila;enlèvement;0;dont deux enfants\n"
        "21/02/2018;Osila;meurtre;2;au champ\n"
    )
    assert read.come("line") == [(2,), (4,), (5,)]


def test_a_position_written_as_ditto_is_the_one_above(log: Any) -> None:
    read = log(
        "Date;Lieu;Coordonnées;Fait;Tués\n"
        '3 janv. 2018;Luma;"4,5 31,2";meurtre;1\n18 janv. 2018;Luma;idem;pillage;0\n'
    )
    assert read.come("date_start", "killed") == [(date(2018, 1, 3), 1), (date(2018, 1, 18), 0)]


def test_counts_whose_heads_say_of_whom_in_brackets_are_kept_apart(log: Any) -> None:
    read = log(
        "Date;Lieu;Fait;Bilan (morts);Bilan (blessés)\n"
        "2018-01-03;Luma;Attaque d'un convoi;5-7;3\n2018-01-07;Tera;Braquage à domicile;0;1\n"
        "2018-01-09;Osila;Incendie de trente cases par des bandits;2;4\n"
    )
    assert read.come("killed_low", "killed", "killed_high") == [
        (5, None, 7),
        (None, 0, None),
        (None, 2, None),
    ]


def test_dead_of_armed_groups_by_their_initials_are_counted_beside_the_civilians(log: Any) -> None:
    read = log(
        "When,Village,Type,Civ. dead,AOG/ISF dead,Civ. injured\n"
        "2018-01-03,Luma,Attack on the village,5,0,3\n2018-01-07,Tera,Clash in the market,2,6,4\n"
        "2018-01-09,Osila,Gold pit raided,4,1,0\n"
    )
    assert read.come("place", "killed") == [("Luma", 5), ("Tera", 8), ("Osila", 5)]


def test_staff_named_as_target_beside_a_second_actor_are_victims(log: Any) -> None:
    read = log(
        "When,Village,Actor 1,Actor 2 / target,Type,Dead,Narrative\n"
        "2018-01-03,Luma,Unknown,INGO guard,Assault,0,Night guard cut with machete in a break-in\n"
        "2018-01-07,Tera,Gunmen,INGO vehicle,Ambush,0,Car stopped and staff robbed of telephones\n"
        "2018-01-09,Osila,NGO staff,Beneficiary,Abuse,0,Asked a girl for sex in return for food\n"
    )
    assert read.come("place") == [("Luma",), ("Tera",)]


def test_a_key_that_says_of_each_code_which_list_it_is_of_is_read(book: Any) -> None:
    read = book(
        {
            "data": [
                ["Date", "Place", "Incident type", "Killed", "By"],
                ["2018-01-03", "Luma", "K", 1, "B"],
                ["2018-01-07", "Tera", "C", 6, "HF"],
                ["2018-01-09", "Osila", "M", None, None],
            ],
            "key": [
                ["code", "meaning", "list"],
                ["K", "killing", "type"],
                ["C", "intercommunal clash", "type"],
                ["M", "meeting", "type"],
                ["N", "natural hazard", "type"],
                ["B", "bandits", "actor"],
                ["HF", "armed herders and farmers", "actor"],
            ],
        }
    )
    assert read.come("place", "harm") == [("Luma", "killing"), ("Tera", "clash")]
    assert 4 in read.waits()


def test_a_list_of_incidents_is_read_though_its_sheet_is_named_a_summary(book: Any) -> None:
    days = [
        [f"2018-01-{day:02}", "Luma", f"Éleveur {day} abattu", 1, "HANI"] for day in range(1, 9)
    ]
    read = book(
        {
            "Synthèse": [["Date", "Lieu", "Fait", "Morts", "Auteur"], *days],
            "T1": [
                ["Date", "Lieu", "Fait", "Morts", "Auteur"],
                ["2018-02-03", "Tera", "Raid", 2, "X"],
            ],
        }
    )
    assert len(read.come("line")) == 9


@pytest.mark.parametrize(
    "account",
    [
        "Two herders killed, village name missing",
        "Un éleveur tué, lieu non communiqué",
        "Lorry robbed and driver shot, somewhere between two towns",
        "قتل رجلان والمكان غير معروف",
        "One or three persons were killed, depending on who tells it",
        "Aucun mort selon le chef, trois tués selon la Croix-Rouge",
        "Attaque du village, sources contradictoires",
    ],
)
def test_an_account_that_doubts_its_place_or_its_deed_waits(log: Any, account: str) -> None:
    read = log(
        f"Date;Village;Account;Killed\n2018-01-03;Luma;{account};2\n"
        "2018-01-07;Tera;Gunmen shot two traders;2\n2018-01-09;Osila;Soldiers shot a man, the army "
        "denies it;1\n"
    )
    assert read.come("place") == [("Tera",), ("Osila",)]


def test_two_days_far_apart_are_asked_about_and_two_beside_each_other_are_a_span(log: Any) -> None:
    read = log(
        "Date;Village;Account\n19 août ou 9 sept. 2018;Luma;Homme abattu par des bandits\n"
        "3 ou 4 mai 2018;Tera;Homme abattu par des bandits\n"
    )
    assert "two days far apart" in read.waits()[2]
    assert read.come("date_start", "date_end") == [(date(2018, 5, 3), date(2018, 5, 4))]


def test_a_day_after_that_on_which_it_was_told_waits(log: Any) -> None:
    rows = "".join(
        f"2018-04-{day + 2:02};2018-04-{day:02};Luma;Man {day} shot by gunmen\n"
        for day in range(1, 8)
    )
    read = log(
        f"Date reported;Date of incident;Village;Account\n{rows}"
        "2018-04-22;2018-05-25;Tera;Woman shot by gunmen\n"
    )
    assert "that on which it was told" in read.waits()[9] and len(read.come("line")) == 7
