"""Workbooks of offices that write otherwise: each class of difference comes in right, or waits."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from tests.tutela.incidents.conftest import Read
from tutela.base.tables import Table
from tutela.incidents.misconduct_words import tells_misconduct
from tutela.incidents.read import READERS, read_events


@pytest.mark.parametrize(
    ("when", "where", "dead"),
    [
        ("Date of the attack", "Nearest settlement", "Total no. of people killed"),
        ("date_evt", "Localité/Quartier", "Pertes en vies humaines"),
        ("EvtDate", "Town/Village, County", "Décès / Deaths"),
        ("تاريخ وقوع الحادث", "اسم المكان", "عدد القتلى المدنيين"),
        ("Date التاريخ", "Location المكان", "Killed القتلى"),
        ("Incident/Date des faits", "Incident/Lieu", "Incident/Nombre de tués"),
    ],
)
def test_heads_are_known_by_what_their_words_mean(
    log: Any, when: str, where: str, dead: str
) -> None:
    read = log(f"Date of report;{when};{where};{dead}\n2018-02-01;2018-01-03;Luma;2\n")
    assert read.come("date_start", "place", "killed") == [(date(2018, 1, 3), "Luma", 2)]


def test_a_column_that_may_count_the_killed_holds_every_row(log: Any) -> None:
    read = log("Date;Lieu;Tués parmi la population;Auteur\n2018-01-03;Luma;2;UPC\n")
    assert not read.come("place") and "may count the killed" in read.waits()[2]


def test_a_list_without_a_known_day_or_place_waits_row_by_row(log: Any) -> None:
    read = log(
        "N°;Date rapport;Récit\n"
        "1;2018-01-03;Le 2 janvier, des hommes armés ont tué 3 civils à Luma\n"
    )
    assert "no column is known as the day" in read.waits()[2]
    assert "no place is given" in read.waits()[2]


def test_sums_by_place_are_no_list_of_incidents(log: Any) -> None:
    sums = pl.DataFrame({"Locality": ["Luma"], "Incidents": ["4"], "Dead": ["11"]})
    table = Table(Path("a.csv"), "csv", None, sums, pl.Series([2]))
    assert not any(recognise(table) for recognise, _read in READERS.values())


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("23 tués, 8 blessés", (None, 23, None)),
        ("killed: 2; wounded: 7", (None, 2, None)),
        ("4T 2B", (None, 4, None)),
        ("11 blessés", (None, None, None)),
        ("2 soldiers and 3 civilians killed", (None, 5, None)),
        ("une dizaine", (None, 10, None)),
        ("RAS", (None, 0, None)),
        ("قتيلان", (None, 2, None)),
        ("لا توجد معلومات", (None, None, None)),
        ("non précisé", (None, None, None)),
    ],
)
def test_a_toll_in_words_is_of_the_dead_alone(log: Any, written: str, told: Any) -> None:
    read = log(f"Date;Lieu;Bilan\n2018-01-03;Luma;{written.replace(';', ',')}\n")
    assert read.come("killed_low", "killed", "killed_high") == [told]


def test_killed_and_injured_of_one_column_are_told_apart_or_wait(log: Any) -> None:
    read = log("Date;Lieu;Tués / Blessés\n2018-01-03;Luma;2/5\n2018-01-04;Luma;7\n")
    assert read.come("killed") == [(2,)]
    assert "does not say how many of them were killed" in read.waits()[3]
    ends = log("Date;Lieu;Deaths (low);Deaths (high)\n2018-01-03;Luma;2;5\n")
    assert ends.come("killed_low", "killed_high") == [(2, 5)]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("mi-mai 2019", 11, 20),
        ("early May 2019", 1, 10),
        ("أواخر مايو ٢٠١٩", 21, 31),
        ("14/05/2019 vers 17h", 14, 14),
        ("14 مايو 2019م", 14, 14),
        ("semaine du 13 mai 2019", 13, 19),
        ("entre le 14 et le 16 mai 2019", 14, 16),
    ],
)
def test_days_with_hours_and_parts_of_months(log: Any, written: str, first: int, last: int) -> None:
    read = log(f"Date;Lieu;Tués\n{written};Luma;1\n")
    days = date(2019, 5, first), date(2019, 5, last)
    assert read.come("date_start", "date_end") == [days]


def test_day_month_and_year_of_three_columns(log: Any) -> None:
    read = log(
        "Jour;Mois;Année;Lieu;Tués\n16;AVR.;2017;Luma;1\n;juin;2017;Luma;1\n23;7;;Luma;1\n"
        "30;février;2017;Luma;1\n"
    )
    assert read.come("date_start", "date_end") == [
        (date(2017, 4, 16), date(2017, 4, 16)),
        (date(2017, 6, 1), date(2017, 6, 30)),
    ]
    assert set(read.waits()) == {4, 5}


def test_the_first_day_of_a_month_column_is_the_month(book: Any) -> None:
    read = book({"Log": [["Mois", "Ville", "Morts"], ["2019-02-01 00:00:00", "Luma", 1]]})
    assert read.come("date_start", "date_end") == [(date(2019, 2, 1), date(2019, 2, 28))]


def test_days_that_a_spreadsheet_read_as_months_wait(book: Any) -> None:
    head = ["Date", "Lieu", "Tués"]
    march = [date(2019, 4, 3), date(2019, 9, 3), date(2019, 3, 19)]
    mixed = [date(2019, 4, 3), date(2019, 9, 3), "25/03/2019"]
    read = book({"Mars-19": [head, *([day, "Luma", 1] for day in march)]})
    assert read.come("date_start") == [(date(2019, 3, 19),)]
    assert "3 April 2019 to be read as 4 March 2019" in read.waits()[2]
    read = book({"Log": [head, *([day, "Luma", 1] for day in mixed)]})
    assert set(read.waits()) == {2, 3} and "exchanged day and month" in read.waits()[3]


def test_days_ahead_and_slips_of_the_year_wait(log: Any) -> None:
    rows = "".join(f"2018-0{n}-03;Luma;{n}\n" for n in range(1, 8))
    read = log(f"Date;Lieu;Tués\n{rows}2031-03-02;Luma;8\n2008-03-02;Luma;9\n")
    assert "lies ahead" in read.waits()[9] and "years from all other rows" in read.waits()[10]


def test_rows_withdrawn_by_a_remark_wait_and_others_do_not(log: Any) -> None:
    read = log(
        "Date;Lieu;Tués;Remarques\n2018-01-03;Luma;1;CANCELLED - rumour, did not happen\n"
        "2018-01-04;Luma;2;Rumours of a new attack\n2018-01-05;Luma;3;Fausse alerte\n"
        "2018-01-06;Luma;4;Doublon\n2018-12-31;TOTAL;10;\n"
    )
    assert read.come("killed") == [(2,)]
    assert "withdrawn by its own words" in read.waits()[2] and "sum" in read.waits()[6]


def test_positions_far_from_all_others_wait_and_do_not_drag_others_along(log: Any) -> None:
    rows = "".join(f"2018-01-0{n};Luma;{7 + n / 100};30.2;1\n" for n in range(1, 8))
    rows += "2018-01-08;Luma;32.7;8.9;1\n2018-01-09;Tera;48.9;2.3;1\n"
    read = log(f"Date;Lieu;Lat;Long;Tués\n{rows}")
    assert set(read.waits()) == {9, 10}
    assert "swapped: 8.9, 32.7" in read.waits()[9]


def test_a_position_exchanged_beside_the_others_waits_with_the_exchange_proposed(
    log: Any,
) -> None:
    rows = "".join(f"2018-01-0{n};Luma;{7 + n / 100};30.2;1\n" for n in range(1, 8))
    read = log(f"Date;Lieu;Lat;Long;Tués\n{rows}2018-01-08;Tera;30.2;7.1;1\n")
    assert set(read.waits()) == {9} and "7.1, 30.2" in read.waits()[9]


def test_a_table_with_exchanged_heads_is_read_by_its_named_places_and_else_waits(log: Any) -> None:
    read = log(
        "Date;Lieu;Longitude;Latitude;Tués\n2018-01-03;El Fasher;13.61;25.37;1\n"
        "2018-01-04;Kas;12.5;24.28;1\n2018-01-05;Kutum;14.21;24.68;1\n2018-01-06;Osila;13;25;1\n"
    )
    assert read.come("line", "lat", "lon") == [
        (2, 13.61, 25.37),
        (3, 12.5, 24.28),
        (4, 14.21, 24.68),
    ]
    assert "exchanged in the whole table: 13, 25" in read.waits()[5]


def test_positions_of_a_grid_and_of_forms_that_have_none(log: Any) -> None:
    read = log(
        "Date;Lieu;UTM;Tués\n2018-01-03;Ezo;35N 551676 559028;1\n2018-01-04;Ezo;[null, null];1\n"
    )
    (lat, lon), nowhere = read.come("lat", "lon")
    assert (round(lat, 2), round(lon, 2)) == (5.06, 27.47) and nowhere == (None, None)


def test_the_finest_place_that_a_row_names_is_taken(log: Any) -> None:
    read = log(
        "Date;State;County;Payam;Boma / Village;Killed\n2018-01-03;;;;Luma;1\n"
        "2018-01-04;;;Tera;;1\n2018-01-05;;Osila;;;1\n"
    )
    assert [place for (place,) in read.come("place")] == ["Luma", "Tera", "Osila"]


def test_idem_is_what_stands_above(log: Any) -> None:
    read = log("Date;Lieu;Auteur;Tués\n2018-01-03;Luma;UPC;1\n2018-01-04;idem;ditto;2\n")
    assert [place for (place,) in read.come("place")] == ["Luma", "Luma"]


def test_codes_are_read_by_the_list_of_the_book(book: Any) -> None:
    read = book(
        {
            "BD": [["date_evt", "localite", "type", "nb_tues"], ["2018-01-03", "Gao", "05", 99]],
            "Codes": [
                ["Variable", "Code", "Libellé"],
                ["type", "05", "Pillage"],
                ["nb_tues", "99", "Inconnu / non renseigné"],
            ],
        }
    )
    assert read.come("harm", "killed") == [("looting", None)]


def test_plans_below_and_beside_the_incidents_are_none(book: Any) -> None:
    plan = [["Date", "Destination", "Team"], ["2018-10-04", "Luma", "A"]]
    read = book(
        {
            "Log": [
                ["When", "Where", "Who", "Dead"],
                ["2018-01-03", "Luma", "UPC", 1],
                [],
                ["PLAN"],
                *plan,
            ],
            "Meetings": [["Date", "Location", "Subject"], ["2018-10-08", "Tera", "Shelter"]],
        }
    )
    assert read.come("line", "place") == [(2, "Luma")]


TOLD = (
    "a UN peacekeeper of the local base has been paying a 16-year-old for sex",
    "an NGO driver solicited sex from beneficiaries for registration cards",
    "abus sexuels commis par un soldat de la paix de la MINUSCA sur sa fille",
    "un agent de MINUSCA a eu des rapports avec une mineure contre nourriture",
    "Case referred to the PSEA focal point",
    "Casque bleu soupçonné de viol",
    "موظف في منظمة دولية طلب الجنس مقابل الغذاء",
    "MINUSCA soldier fathers child with a 16-year-old",
    "Un agent du HCR propose de l'argent contre des relations intimes",
)
NOT_TOLD = (
    "According to MINUSCA, armed men demanded sex for passage",
    "Selon la MONUSCO, des hommes armés ont violé trois femmes",
    "Two women raped by militia, UNMISS patrol informed",
    "Peacekeepers rescued girls abducted for sex by rebels",
    "PSEA training was interrupted by gunfire",
    "UNMISS has good relations with women leaders",
    "UNPOL arrested a man accused of rape",
    "Displaced pregnant women assisted by UNHCR staff",
)


@pytest.mark.parametrize("said", TOLD)
def test_misconduct_in_a_remark_is_never_kept(log: Any, said: str) -> None:
    read = log(f"Date;Lieu;Tués;Remarques\n2018-01-03;Luma;0;{said}\n2018-01-04;Tera;1;\n")
    assert read.misconduct == 1 and read.table["line"].to_list() == [3]


@pytest.mark.parametrize("said", NOT_TOLD)
def test_violence_of_others_that_names_personnel_comes_in(said: str) -> None:
    assert not tells_misconduct(said)


def test_of_a_withdrawn_row_of_misconduct_not_even_its_withdrawal_is_told(log: Any) -> None:
    read = log(f"Date;Lieu;Etat;Remarques\n2018-01-03;Luma;Annulé;{TOLD[0]}\n2018-01-04;Tera;;x\n")
    assert read.misconduct == 1 and 2 not in read.waits()


def test_the_toll_of_accounts_is_read_where_it_is_plain_and_else_waits(log: Any) -> None:
    read = log(
        "Date;Lieu;Description\n2018-01-03;Luma;Le 3 mars, 4 civils tués.\n"
        "2018-01-04;Luma;Pillage. L'attaque précédente avait fait 5 morts.\n"
        "2018-01-05;Luma;Plusieurs personnes tuées\n2018-01-06;Luma;2 women and 3 men killed\n"
        "2018-01-07;Luma;3 men killed. Later, 4 more people were killed.\n"
    )
    assert read.come("killed", "killed_low") == [(4, None), (None, None), (None, 2), (5, None)]
    assert set(read.waits()) == {6} and "not how many" in read.waits()[6]


def test_sheets_that_copy_others_and_drafts_wait(book: Any) -> None:
    head = ["Date", "Lieu", "Tués", "Auteur"]
    rows = [[f"2018-01-0{n}", "Luma", n, "UPC"] for n in range(1, 5)]
    again = [["Incident date", "Location", "Deaths"], *(row[:3] for row in rows)]
    read = book({"2018": [head, *rows], "All": again, "Modèle": [head, ["2018-01-09", "Luma", 9]]})
    assert read.come("sheet", "killed") == [("2018", n) for n in range(1, 5)]
    assert "another table" in read.table.filter(sheet="All")["held"][0]
    assert "is named 'Modèle'" in read.table.filter(sheet="Modèle")["held"][0]


@pytest.mark.parametrize(
    "written",
    ["lat: 6.53 lon: 21.98", "https://maps.example.org/?q=6.53,21.98", "POINT (21.98 6.53)"],
)
def test_positions_with_labels_and_links(log: Any, written: str) -> None:
    read = log(f"Date;Lieu;GPS;Tués\n2018-01-03;Bria;{written};1\n")
    assert read.come("lat", "lon") == [(6.53, 21.98)]


def test_a_town_of_the_map_far_from_its_position_waits(log: Any) -> None:
    read = log("Date;Lieu;Lat;Long;Tués\n2018-01-03;Bangassou;4.36;18.58;1\n")
    assert read.waits() == {2: "far from the town of this name: Bangassou"}


def test_rows_without_a_number_of_their_own_come_in(log: Any) -> None:
    read = log("S/N;Date;Lieu;Tués\n1;2018-01-03;Luma;1\n;2018-01-04;Luma;2*\n")
    assert read.come("killed") == [(1,), (2,)]


@pytest.mark.parametrize("place", ["inconnu", "?", "à préciser", "plusieurs villages", "غير محدد"])
def test_words_for_no_place_are_no_place(log: Any, place: str) -> None:
    read = log(f"Date;Lieu;Tués\n2018-01-03;{place};1\n")
    assert read.waits() == {2: "no place is given"}


def test_days_and_places_alone_may_be_of_anything(log: Any) -> None:
    read = log("Date;Site;Households\n2018-01-03;Luma;20\n")
    assert "no column says what happened" in read.waits()[2]


def test_a_form_of_one_incident_is_one_row(book: Any) -> None:
    form = [["Date de l'incident", "23/04/2018"], ["Lieu", "Luma"], ["Nombre de tués", 3]]
    read = book({"Fiche": [["FICHE D'INCIDENT"], *form]})
    assert read.come("line", "place", "killed") == [(2, "Luma", 3)]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Mar. 14/05/19", 14, 14),
        ("vers le 14 mai 2019", 14, 14),
        ("Fête (14/05/19)", 14, 14),
        ("ليلة 14-15 أيار 2019", 14, 15),
        ("بين ١٤ و١٦ مايو ٢٠١٩", 14, 16),
        ("14, 15 and 16 May 2019", 14, 16),
        ("2019-05-14/16", 14, 16),
        ("May (2019)", None, None),
    ],
)
def test_days_with_weekdays_remarks_and_spans(
    log: Any, written: str, first: int | None, last: int
) -> None:
    read = log(f"Date;Lieu;Tués\n14/05/2019;Luma;1\n{written};Luma;1\n")
    days = (date(2019, 5, first), date(2019, 5, last)) if first else None
    assert read.come("date_start", "date_end")[1:] == ([days] if days else [])
    assert days or 3 in read.waits()


@pytest.mark.parametrize(
    ("title", "written", "first", "last"),
    [
        ("May 2019", "2/3", (5, 2), (5, 3)),
        ("May 2019", "18-19", (5, 18), (5, 19)),
        ("January to June 2019", "5th April", (4, 5), (4, 5)),
        ("January to June 2019", "between 8 and 10 April", (4, 8), (4, 10)),
        ("January to June 2019", "April 23", (4, 23), (4, 23)),
    ],
)
def test_days_take_month_and_year_of_their_title(
    book: Any, title: str, written: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    head = ["Day", "Place", "Killed"]
    days = ["1", written, "4", "5"] if "May" in title else ["3 April", written, "30 April", "2 May"]
    read = book({"Log": [[title], head, *([day, "Luma", 1] for day in days)]})
    assert read.come("date_start", "date_end")[1] == (date(2019, *first), date(2019, *last))


def test_a_line_with_a_month_alone_takes_the_year_above(book: Any) -> None:
    rows = [["Incidents 2019"], ["Day", "Place", "Killed"], ["MARS"], ["3", "Luma", 1]]
    read = book({"Log": [*rows, ["Avril"], ["4", "Luma", 2]]})
    assert read.come("date_start") == [(date(2019, 3, 3),), (date(2019, 4, 4),)]


def test_a_span_of_days_does_not_unsettle_the_order_of_day_and_month(log: Any) -> None:
    read = log("Date;Lieu;Tués\n19-20/04/2019;Luma;1\n05/06/2019;Luma;2\n25/06/2019;Luma;3\n")
    assert read.come("date_start")[1] == (date(2019, 6, 5),)


@pytest.mark.parametrize("written", ["1?", "12 ?", "10-12?", "٣؟"])
def test_a_toll_that_its_writer_questions_waits_for_a_person(log: Any, written: str) -> None:
    read = log(f"Date;Lieu;Tués\n2018-01-03;Luma;{written}\n2018-01-04;Luma;3\n")
    assert list(read.waits()) == [2] and read.come("killed") == [(3,)]


def test_lines_between_and_below_the_rows_are_no_incidents(log: Any) -> None:
    read = log(
        "Date;Village;What happened;Killed\n"
        "1 March 2018;Luma;Village attacked;3\n"
        "APRIL-MAY;;;\n"
        "2 April 2018;Koro;Market attacked by gunmen;12\n"
        ";APRIL - MAY 2018;;\n"
        "MAY;;;\n"
        "5 May 2018;Luma;Houses burned and people shot;4\n"
        ";;;19\n"
        ";Contacts: the duty desk +211 000 111 222;;\n"
    )
    assert read.come("killed") == [(3,), (12,), (4,)]
    waits = read.waits()
    assert list(waits) == [3, 5, 6, 8, 9]
    assert all("no incident" in why or "not an incident" in why for why in waits.values())


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("صفر", (None, 0, None)),
        ("٣ أو ٤", (3, None, 4)),
        ("1 + 1 later in hospital", (None, 2, None)),
        ("3 + chauffeur", (None, 4, None)),
        ("3 au moins", (3, None, None)),
        ("15 ou +", (15, None, None)),
        ("several injured", (None, None, None)),
        ("a family of 5", (None, 5, None)),
        ("أحد عشر", (None, 11, None)),
    ],
)
def test_tolls_added_up_doubted_and_in_words(log: Any, written: str, told: Any) -> None:
    assert log(f"Date;Lieu;Tués\n2018-01-03;Luma;{written}\n").come(
        "killed_low", "killed", "killed_high"
    ) == [told]


@pytest.mark.parametrize("written", ["3 + véhicule", "3 (+1 later)", "0/3"])
def test_tolls_that_may_be_more_wait(log: Any, written: str) -> None:
    assert log(f"Date;Lieu;Tués\n2018-01-03;Luma;{written}\n").waits()


def test_an_outcome_counts_the_dead_alone(log: Any) -> None:
    read = log(
        "Date;Lieu;Bilan\n2018-01-03;Luma;12 mineurs emmenés\n2018-01-04;Luma;environ 500 ménages\n"
        "2018-01-05;Luma;2 survivantes\n2018-01-06;Luma;4 morts\n2018-01-07;Luma;8 sacs de riz\n"
        "2018-01-08;Luma;village brûlé, bilan inconnu\n"
    )
    assert [killed for (killed,) in read.come("killed")] == [None, None, None, 4, None]
    assert set(read.waits()) == {6}


def test_sexes_and_ages_beside_an_outcome_speak_where_they_agree_with_it(log: Any) -> None:
    rows = "2018-01-03;Luma;9 morts;5;2;2\n2018-01-04;Luma;1 mort;1;0;0\n"
    read = log(f"Date;Lieu;Bilan;H;F;Enf\n{rows}2018-01-05;Luma;3 enlevés;0;0;0\n")
    assert [killed for (killed,) in read.come("killed")] == [9, 1, 0]
    read = log("Date;Lieu;Bilan;H;F;Enf\n2018-01-05;Luma;3 enlevés;0;0;0\n")
    assert read.come("killed") == [(None,)]


def test_a_total_of_a_form_goes_before_its_parts(log: Any) -> None:
    read = log(
        "grp/date_incident;grp/village;grp/morts;grp/morts_femmes;grp/morts_enfants\n"
        "2018-01-03;Luma;4;1;2\n2018-01-04;Luma;5;;\n"
    )
    assert read.come("killed") == [(4,), (5,)]


def test_strange_words_for_the_injured_do_not_hold_the_dead(log: Any) -> None:
    read = log("Date;Lieu;Tués;Blessés\n2018-01-03;Luma;2;toute la famille\n")
    assert read.come("killed") == [(2,)]


@pytest.mark.parametrize(
    ("head", "written"),
    [
        ("GPS", "E 26.9 ; S 6.05"),
        ("GPS", "S6,0500 E26,9000"),
        ("GPS", "6°03'S 26°54'E"),
        ("GPS", "6.05 Sud, 26.9 Est"),
        ("GPS", "-6,0500, 26,9000"),
        ("GPS (long/lat)", "26.9, -6.05"),
        ("MGRS", "35M MP 88937 31237"),
    ],
)
def test_positions_whose_letters_or_heads_say_the_order(log: Any, head: str, written: str) -> None:
    read = log(f'Date;Lieu;{head};Tués\n2018-01-03;Kabalo;"{written}";1\n')
    assert read.come("lat", "lon") == [
        (pytest.approx(-6.05, abs=0.01), pytest.approx(26.9, abs=0.01))
    ]


def test_letters_under_each_others_heads_say_which_is_which(log: Any) -> None:
    read = log("Date;Lieu;Lat;Long;Tués\n2018-01-03;Luma;31.55 E;6.2 N;1\n")
    assert read.come("lat", "lon") == [(6.2, 31.55)]


def test_words_for_a_position_are_none(log: Any) -> None:
    read = log("Date;Lieu;GPS;Tués\n2018-01-03;Luma;pas de réseau;1\n")
    assert read.come("place", "lat") == [("Luma", None)]


def test_a_day_without_incidents_is_none_and_a_marked_double_waits(log: Any) -> None:
    read = log(
        "Date;Lieu;Type;Tués;Commentaire;_validation_status\n"
        "2018-01-03;all;No incident reported;0;;\n"
        "2018-01-04;Luma;Meurtre;1;;\n2018-01-04;Luma;Meurtre;1;DOUBLON de la fiche précédente;\n"
        "2018-01-05;Luma;Meurtre;1;;validation_status_not_approved\n"
    )
    assert read.come("line") == [(3,)] and set(read.waits()) == {2, 4, 5}


@pytest.mark.parametrize(
    ("heads", "row", "told"),
    [
        ("Tués civils;Tués FDS;Tués GAT", "2;1;4", (None, 7, None)),
        ("Tués (H);Tués (F)", "2;1", (None, 3, None)),
        ("القتلى (رجال);القتلى (نساء)", "٢;١", (None, 3, None)),
        ("Killed;Killed (women)", "3;2", (None, 3, None)),
        ("n_killed_civ;n_killed_arm", "2-3;1", (3, None, 4)),
        ("Cas (K/W)", "3/2", (None, 3, None)),
        ("الضحايا (قتلى);الضحايا (جرحى)", "عشرة;٣", (None, 10, None)),
        ("victimes (tuées);victimes (autres)", "1;1100 pers.", (None, 1, None)),
    ],
)
def test_tolls_of_several_columns(log: Any, heads: str, row: str, told: Any) -> None:
    read = log(f"Date;Lieu;{heads};Type\n2018-01-03;Luma;{row};attaque\n")
    assert read.come("killed_low", "killed", "killed_high") == [told]


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        ("M;F;Ch", "2;0;1"),
        ("Civilian casualties", "4"),
        ("Killed;Total dead", "1;3"),
    ],
)
def test_columns_that_may_count_the_dead_wait(log: Any, heads: str, row: str) -> None:
    assert 2 in log(f"Date;Lieu;{heads};Type\n2018-01-03;Luma;{row};attaque\n").waits()


def test_sexes_in_a_third_row_of_heads(book: Any) -> None:
    rows = [
        ["Date", "Village", "Victimes", None, None, None],
        [None, None, "Tués", None, "Blessés", None],
        [None, None, "H", "F", "H", "F"],
        ["2018-01-03", "Luma", 2, 1, 5, 0],
    ]
    assert book({"Log": rows}).come("line", "killed") == [(4, 3)]


def test_forms_beside_each_other_are_one_row_each(book: Any) -> None:
    read = book(
        {
            "Log": [
                ["Field", "Inc 1", "Inc 2"],
                ["Date", "2018-03-05", "2018-03-06"],
                ["Place", "Luma", "Tera"],
                ["Killed", 2, 0],
            ]
        }
    )
    assert read.come("place", "killed") == [("Luma", 2), ("Tera", 0)]


def test_rows_of_a_file_that_nobody_knows_are_held_without_their_words(book: Any) -> None:
    said = "A UN peacekeeper paid a girl for sex."
    read = book({"Log": [["5 March 2018"], ["Luma - market attacked, 2 killed"], [said]]})
    assert read.table["held"].str.contains("no known source").to_list() == [True, True]
    assert read.misconduct == 1


def test_the_reports_days_settle_the_order_of_the_incidents_days(log: Any) -> None:
    read = log("Reported on;Date;Lieu;Tués\n27/02/2018 0900;03/02/2018;Luma;1\n")
    assert read.come("date_start") == [(date(2018, 2, 3),)]


@pytest.mark.parametrize("said", ["Two boys abducted. No one killed.", "Nobody was killed."])
def test_an_account_in_which_nobody_was_killed(log: Any, said: str) -> None:
    assert log(f"Date;Lieu;Description\n2018-01-03;Luma;{said}\n").come("killed") == [(0,)]


def test_the_only_year_of_a_workbook_is_that_of_its_days(book: Any) -> None:
    rows = [["Date", "Place", "Killed"], ["1-Apr", "Luma", 2]]
    assert book({"Log": rows, "Info": [["Log of 2018"]]}).come("date_start") == [
        (date(2018, 4, 1),)
    ]
    assert not book({"Log": rows, "Info": [["Log of 2018, as of May 2019"]]}).come("date_start")


def test_days_after_a_whole_one_are_of_its_year_while_they_follow_each_other(log: Any) -> None:
    read = log("Date;Lieu;Tués\n1er mars 2018;Luma;1\n3 mars;Luma;2\nsam. 9 mars;Luma;3\n")
    assert [day.day for (day,) in read.come("date_start")] == [1, 3, 9]
    read = log("Date;Lieu;Tués\n28 déc 2018;Luma;1\n3 janv;Luma;2\n")
    assert set(read.waits()) == {3}


def test_a_head_in_arabic_that_says_longitude_first(log: Any) -> None:
    read = log("التاريخ;القرية;إحداثيات (طول، عرض);القتلى\n13/1/2018;كتم;25.35, 13.66;8\n")
    assert read.come("lat", "lon") == [(13.66, 25.35)]


def test_a_month_that_stands_once_is_that_of_the_days_below(log: Any) -> None:
    read = log("Month;Day;Place;Killed\nJan 2018;3;Luma;1\n;17;Tera;2\n;2;Tera;3\n")
    assert [day.day for (day,) in read.come("date_start")] == [3, 17]
    assert set(read.waits()) == {4}


def test_days_with_points_are_days_first(log: Any) -> None:
    assert log("Date;Lieu;Tués\n05.03.2018;Luma;1\n").come("date_start") == [(date(2018, 3, 5),)]
    assert log("Date;Lieu;Tués\n05/03/2018;Luma;1\n").waits()


def test_sums_of_incidents_by_month_are_none_beside_a_list(book: Any) -> None:
    sums = [["Period", "Location", "No. of incidents", "Killed"], ["Jan 2018", "Luma", 3, 4]]
    rows = [["Date", "Location", "Type", "Killed"], ["5 Jan 2018", "Luma", "x", 2]]
    assert book({"Sums": sums, "Log": rows}).come("sheet", "killed") == [("Log", 2)]


def test_a_dash_is_none_where_the_column_says_otherwise_what_is_not_known(log: Any) -> None:
    rows = "2018-01-03;Luma;-;1\n2018-01-04;Luma;0;1\n2018-01-05;Luma;2;1\n"
    head = "Date;Lieu;Tués;Blessés\n"
    assert log(head + rows).come("killed") == [(None,), (0,), (2,)]
    assert log(f"{head}{rows}2018-01-06;Luma;inconnu;1\n").come("killed") == [
        *[(0,), (0,), (2,)],
        (None,),
    ]
    assert log(head + rows.replace(";0;1", ";;1")).come("killed") == [(0,), (None,), (2,)]


@pytest.mark.parametrize("written", ["aucune idée", "No one knows", "nobody can say"])
def test_words_of_not_knowing_are_no_nought(log: Any, written: str) -> None:
    assert 0 not in [
        k for (k,) in log(f"Date;Lieu;Tués\n2018-01-03;Luma;{written}\n").come("killed")
    ]


def test_positions_longitude_first_are_read_by_the_county_that_a_row_names(book: Any) -> None:
    head = ["Date", "County", "Village", "Lat", "Long", "Killed"]
    rows = [
        ["2018-01-03", "Akobo", "Walgak", 32.27, 8.1, 1],
        ["2018-01-04", "", "Osila", 32.2, 8, 1],
    ]
    read = book({"Log": [head, *rows]})
    assert read.come("line", "lat", "lon") == [(2, 8.1, 32.27)]
    assert "seem exchanged: 8, 32.2" in read.waits()[3]


def test_places_of_one_name_in_two_districts_are_two(log: Any) -> None:
    rows = "2018-01-03;Luma;Tera;6.5;31.5;1\n2018-01-04;Osila;Tera;9.5;28.5;1\n"
    assert len(log(f"Date;County;Village;Lat;Long;Killed\n{rows}").come("place")) == 2


def test_rows_said_again_on_another_sheet_or_in_another_file_wait(book: Any) -> None:
    head = ["Date", "Lieu", "Tués", "Auteur"]
    row, other = ["2018-01-03", "Luma", 2, "UPC"], ["2018-02-04", "Tera", 1, "UPC"]
    read = book({"Jan": [head, row], "Feb": [head, row, other, ["2018-02-06", "Tera", 4, "UPC"]]})
    assert read.come("sheet", "line") == [("Feb", 3), ("Feb", 4), ("Jan", 2)]
    assert read.waits() == {2: "says the same as line 2 of log.xlsx Jan"}


def test_rows_of_hidden_sheets_and_of_other_lists_wait_without_their_words(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for name, head in (("Log", "Tués"), ("Old", "Tués"), ("Tour", "Équipe")):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, ["Date", "Lieu", head])
            sheet.write_row(1, 0, ["2018-01-03", name, 2])
        made.get_worksheet_by_name("Old").hide()
    table = Read(read_events([path])).table.filter(pl.col("held") != "")
    assert table.select("sheet", "place", "held").rows() == [
        ("Old", None, "stands on a sheet that the workbook hides"),
        ("Tour", None, "stands in a table that lists other things than incidents"),
    ]


@pytest.mark.parametrize(
    ("heads", "row", "told"),
    [
        ("Killed;of which women;Under 18", "4;2;1", (None, 4, None)),
        ("Tués civils;Tués FDS;Tuées femmes", "3;1;2", (None, 4, None)),
        ("NGO killed;Civilians killed;Security forces killed", "1;2;3", (None, 6, None)),
        ("Men killed;Women killed;Dont moins de 18 ans tués", "2;2;3", (None, 4, None)),
    ],
)
def test_parts_of_a_toll_are_counted_once(log: Any, heads: str, row: str, told: Any) -> None:
    read = log(f"Date;Lieu;{heads};Type\n2018-01-03;Luma;{row};attaque\n")
    assert read.come("killed_low", "killed", "killed_high") == [told]


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        ("Killed: M;Killed: F;Killed: <18", "2;1;1"),
        ("Killed;;", "2;3;1"),
        ("Civilians killed;Tués parmi les autres", "2;3"),
    ],
)
def test_columns_that_may_count_more_dead_wait(log: Any, heads: str, row: str) -> None:
    assert "may count" in log(f"Date;Lieu;{heads};Type\n2018-01-03;Luma;{row};attaque\n").waits()[2]


def test_ages_below_a_head_and_a_total_between_sexes(book: Any) -> None:
    rows = [
        ["Date", "Village", "Killed", None, None, None, "Injured", None],
        [None, None, "M", "F", "<18", "Total", "M", "F"],
        ["2018-01-03", "Luma", 2, 1, 1, 3, 5, 0],
    ]
    assert book({"Log": rows}).come("line", "killed") == [(3, 3)]


def test_tables_that_sum_up_others_wait(book: Any) -> None:
    head = ["Date", "Lieu", "Tués"]
    log_rows = [["3 janv. 2018", "Luma", 2], ["5 févr. 2018", "Tera", 1]]
    months = [["Janvier 2018", "Luma", 2], ["Février 2018", "Tera", 1]]
    read = book({"Base": [head, *log_rows], "Recap": [head, *log_rows], "Mois": [head, *months]})
    assert read.come("sheet") == [("Base",), ("Base",)]
    table = read.table.filter(sheet="Mois")
    assert "whole months" in table["held"][0]


def test_lists_of_people_patrols_and_visits_are_no_incidents(book: Any) -> None:
    people = [["Nom", "Sexe", "Âge", "Village", "Date"], ["A", "F", 9, "Luma", "2018-01-03"]]
    patrols = [["Date", "Location", "Observations"], ["2018-01-03", "Luma", "Market open, calm"]]
    rows = [["Date", "Location", "Type", "Killed"], ["2018-01-03", "Luma", "Attack", 2]]
    read = book({"Log": rows, "Victimes": people, "Patrols": patrols})
    assert read.come("sheet") == [("Log",)]
    assert "tells of no harm" in read.table.filter(sheet="Patrols")["held"][0]


def test_nothing_is_reported_before_it_happened(log: Any) -> None:
    read = log("Report date;Incident date;Lieu;Tués\n04/25/2018;03/04/2018;Luma;1\n")
    assert read.come("date_start") == [(date(2018, 3, 4),)]
    read = log("Report date;Incident date;Lieu;Tués\n04/25/2018;10/04/2018;Luma;1\n")
    assert read.come("date_start") == [(date(2018, 4, 10),)]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Braquage d'un véhicule, le chauffeur a été tué.", 1),
        ("Ils ont pillé le marché, sans faire de victime.", 0),
        ("نهب السوق دون وقوع ضحايا", 0),
    ],
)
def test_accounts_that_count_one_or_nobody(log: Any, said: str, told: int) -> None:
    assert log(f"Date;Lieu;Description\n2018-01-03;Luma;{said}\n").come("killed") == [(told,)]


def test_degrees_south_have_no_sign(log: Any) -> None:
    read = log("Date;Lieu;GPS S;GPS E;Tués\n2018-01-03;Luma;1,25;28.9;1\n")
    assert read.come("lat", "lon") == [(-1.25, 28.9)]


def test_a_sheet_that_tells_days_and_places_of_another_with_other_tolls_waits(book: Any) -> None:
    head = ["Date", "Lieu", "Type", "Tués"]
    days = [date(2018, 1, n) for n in (3, 4, 5)]
    now = [[day, "Luma", "Meurtre", 2] for day in days]
    before = [[day, "Luma", "Meurtre", 9] for day in days]
    read = book({"Now": [head, *now], "Then": [head, *before]})
    assert [killed for (killed,) in read.come("killed")] == [2, 2, 2]
    assert "tells the day and place of line 2 of another table" in read.waits()[2]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("(3)", (None, 3, None)),
        ("H:3 F:2", (None, 5, None)),
        ("قتيل وجريحان", (None, 1, None)),
        ("ما بين 5 و 7", (5, None, 7)),
        ("pas moins de 3", (3, None, None)),
        ("+/- 10", (None, 10, None)),
    ],
)
def test_more_ways_to_write_a_toll(log: Any, written: str, told: Any) -> None:
    read = log(f"Date;Lieu;Tués\n2018-01-03;Luma;{written}\n")
    assert read.come("killed_low", "killed", "killed_high") == [told]


@pytest.mark.parametrize(
    "written", ["13, 14 mai 2018", "13-14.05.2018", "13 و14 أيار/مايو 2018", "13 & 14 May 2018"]
)
def test_more_ways_to_write_days(log: Any, written: str) -> None:
    read = log(f"Date;Lieu;Tués\n{written};Luma;1\n")
    assert read.come("date_start", "date_end") == [(date(2018, 5, 13), date(2018, 5, 14))]


def test_the_month_of_a_title_settles_no_order_of_day_and_month(book: Any) -> None:
    head = ["Date", "Lieu", "Tués"]
    rows = [["01/04/2018", "Luma", 1], ["03/04/2018 2pm", "Tera", 2]]
    assert not book({"Log": [["Week of 1-7 April 2018"], head, *rows]}).come("date_start")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("A 35-year-old man was shot and killed.", 1),
        ("20 gunmen attacked the village and killed 4 people.", 4),
        ("Men on 5 motorbikes shot dead two traders.", 2),
        ("Cattle raid, 200 cows taken, two herders killed.", 2),
        ("Cinq civils, dont deux enfants, ont perdu la vie.", 5),
        ("The bodies of 3 men were found.", 3),
        ("The chief received death threats.", None),
    ],
)
def test_attackers_ages_and_cattle_are_no_dead(log: Any, said: str, told: int | None) -> None:
    assert log(f"Date;Lieu;Récit\n2018-01-03;Luma;{said}\n").come("killed") == [(told,)]


@pytest.mark.parametrize(
    ("heads", "row", "told"),
    [
        ("Students killed;Teachers killed;Students injured", "2;1;4", 3),
        ("Civ KIA;Civ WIA;Mil KIA", "2;0;1", 3),
        ("Humanitarian personnel killed;Description", "1;Convoy looted", 1),
        ("No. of victims;Of which killed", "5;2", 2),
        ("Cas;Source", "K-2, W-3;x", 2),
    ],
)
def test_tolls_by_kinds_of_people_and_what_became_of_them(
    log: Any, heads: str, row: str, told: int
) -> None:
    other = row.replace("K-2, W-3", "1 killed")
    text = f"Date;Lieu;{heads};Type\n2018-01-03;Luma;{row};attaque\n2018-01-04;Tera;{other};vol\n"
    assert log(text).come("killed")[0] == (told,)


def test_dead_that_no_column_counts_wait(log: Any) -> None:
    rows = "2018-01-03;Luma;0;3 civilians were killed at the market\n2018-01-04;Luma;2;calm\n"
    assert set(log(f"Date;Lieu;Tués;Notes\n{rows}").waits()) == {2}
    rows = "2018-01-03;Luma;0;Convoy hit, 3 villagers were killed\n"
    assert set(log(f"Date;Lieu;Aid workers killed;Notes\n{rows}").waits()) == {2}


@pytest.mark.parametrize("head", ["Date (E.C.)", "Ethiopian date", "التاريخ الهجري"])
def test_days_of_another_calendar_wait(log: Any, head: str) -> None:
    assert 2 in log(f"{head};Lieu;Tués\n12/08/2010;Luma;1\n").waits()
    read = log(f"{head};Date;Lieu;Tués\n12/08/2010;2018-04-20;Luma;1\n")
    assert read.come("date_start") == [(date(2018, 4, 20),)]


def test_cards_below_each_other_whose_answers_sound_like_heads(book: Any) -> None:
    card = [["Date :", "3 May 2018"], ["Lieu :", "Luma"], ["Type :", "Attaque de village"]]
    rows = [["FICHE 1"], *card, ["Morts :", 2], [], ["FICHE 2"], *card, ["Morts :", 0]]
    read = book({"Fiches": rows})
    assert read.come("line", "place", "killed") == [(2, "Luma", 2), (8, "Luma", 0)]


def test_numbered_questions_are_heads_and_answers_are_not(book: Any) -> None:
    head = ["Q1. Date of incident", "Q2. Village", "Q3. Type", "Q4. Auteur", "Q5. Killed"]
    row = ["2018-05-03", "Luma", "Attaque de village", "Groupe armé", 2]
    read = book({"Form": [head, row, [*row[:1], "Tera", "Vol", "Bandits", 0]]})
    assert read.come("place", "killed") == [("Luma", 2), ("Tera", 0)]


def test_blank_totals_are_those_of_their_groups(log: Any) -> None:
    head = (
        "Date;Lieu;Deaths M;Deaths F;Total deaths\n2018-01-03;Luma;1;1;2\n2018-01-04;Luma;2;0;2\n"
    )
    assert log(f"{head}2018-01-05;Tera;0;3;\n").come("killed") == [(2,), (2,), (3,)]


def test_sheets_of_months_side_by_side_take_the_year_that_the_first_names(book: Any) -> None:
    def month(title: str, first: str, second: str) -> list[list[Any]]:
        head = ["Date", "Location", "Fatalities"]
        return [
            [title],
            [],
            ["SOUTH", None, None, None, "EAST", None, None],
            [*head, None, *head],
            [first, "Luma", 1, None, second, "Tera", 2],
            [first, "Pama", 0, None, second, "Luma", 3],
        ]

    read = book(
        {
            "Oct": month("Security events 2017 – OCTOBER", "10/2", "10/14-15"),
            "Nov": month("NOVEMBER", "11/9", "11/22"),
        }
    )
    days = {(start, end) for start, end in read.come("date_start", "date_end")}
    assert days == {
        (date(2017, 10, 2), date(2017, 10, 2)),
        (date(2017, 10, 14), date(2017, 10, 15)),
        (date(2017, 11, 9), date(2017, 11, 9)),
        (date(2017, 11, 22), date(2017, 11, 22)),
    }
