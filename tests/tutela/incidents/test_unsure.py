"""What tells of misconduct by personnel, what may, and what does not: one rule, three languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from tutela.base.tables import Table
from tutela.incidents.misconduct_words import NEVER_KEPT, Verdict, judge
from tutela.incidents.read import read_event_tables, read_events
from tutela.incidents.unsure import unsure_lines

UNSURE = [
    "A girl was raped at night. A peacekeeper left her house.",
    "Une fille a ete violee la nuit. Un casque bleu sortait de chez elle.",
    "اغتصاب فتاة ليلا. جندي من قوات حفظ السلام خرج من بيتها",
    "Sexual violence in the camp; peacekeepers and two men of the village are named",
    "Villagers say that a UN soldier gives girls money.",
    "the UN peacekeepers buy girls behind the market for ten dollars",
    "the man from the blue helmet base gives biscuits to girls who come to his container at night",
    "un agent de l'ONG demande le corps des veuves avant de donner la carte",
    "الجنود الدوليون في القوات الدولية يشترون البنات خلف السوق",
    "Women raped by men in uniform; a contingent soldier is suspected",
]
NOT = [
    "WFP gives food to women and children on Monday",
    "peacekeepers found the bodies of two girls in the river",
    "MSF clinic: a girl pregnant, needs transport",
    "Une fille a ete violee par des hommes armes, la MINUSCA est arrivee apres.",
    "Deux femmes violees pres du puits; signale par une ONG humanitaire",
    "NGO staff evacuated pregnant women from Koro.",
    "Armed men raped two women near the UN base",
    "UN please help, they rape women here now",
    "Rape of an NGO worker by unknown men",
    "Two girls raped. UNMISS patrol sent.",
    "Peacekeepers reached the girl who was raped by armed men.",
    "Peacekeepers were shot at near the market.",
]


@pytest.mark.parametrize("text", UNSURE)
def test_what_may_tell_of_it_is_unsure(text: str) -> None:
    assert judge([text]) is Verdict.UNSURE


def test_who_fathered_a_child_is_told() -> None:
    text = "The girl is pregnant. A MINUSCA soldier is the father."
    assert judge([text]) is Verdict.TELLS


@pytest.mark.parametrize("text", NOT)
def test_personnel_who_suffer_help_or_are_called_do_nothing(text: str) -> None:
    assert judge([text]) is Verdict.NO


def test_words_of_one_record_are_judged_together() -> None:
    assert judge(["Rape", "at night"], doers=["UN soldiers"]) is Verdict.TELLS
    assert judge(["Rape", "A peacekeeper was there"], doers=["unknown"]) is Verdict.UNSURE
    assert judge(["Rape", "A peacekeeper was there"], doers=["Group Kestrel"]) is Verdict.NO
    assert judge(["Rape at the well"], doers=["unknown"], beside=["NGO nurse"]) is Verdict.NO


def workbook(path: Path, remark: str) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Log")
        sheet.write_row(0, 0, ["Date", "Village", "Incident type", "Killed"])
        sheet.write_row(1, 0, ["2018-12-01", "Luma", "killing", "2"])
        sheet.write_row(2, 0, ["2018-12-02", "Koro", "rape", ""])
        sheet.write_comment(2, 2, remark)
    return path


def test_a_remark_that_tells_of_it_takes_its_row_out(tmp_path: Path) -> None:
    path = workbook(tmp_path / "log.xlsx", "It was a UN peacekeeper who raped the girl")
    reading = read_events([path])
    assert reading.events.frame["place"].to_list() == ["Luma"]
    (refused,) = reading.files[0].rejected
    assert (refused.row, refused.why, refused.value) == (3, NEVER_KEPT, "")
    assert "peacekeeper" not in str(reading.files[0])


def test_a_remark_that_may_tell_of_it_makes_its_row_unsure(tmp_path: Path) -> None:
    path = workbook(tmp_path / "log.xlsx", "a peacekeeper left her house")
    tables = read_event_tables(path)
    assert [line for _table, line in unsure_lines(tables)] == [3]
    assert unsure_lines(read_event_tables(workbook(tmp_path / "b.xlsx", "heard of twice"))) == []


def test_columns_of_victims_and_sources_name_no_doer() -> None:
    said = {
        "Date": ["2018-12-01", "2018-12-02", "2018-12-03"],
        "Village": ["Luma", "Luma", "Koro"],
        "Incident type": ["rape", "rape", "rape"],
        "Victim": ["NGO nurse", "girl", "girl"],
        "Source": ["UNPOL", "village chief", "UNPOL"],
        "Account": ["at night", "a peacekeeper was seen", "peacekeepers were seen"],
        "Perpetrator": ["unknown", "unknown", "Group Kestrel"],
    }
    table = Table(Path("log.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]))
    assert [line for _table, line in unsure_lines([table])] == [3]


@pytest.mark.parametrize(
    "said",
    [
        "NGO driver living with a 15-year-old girl from the camp",
        "A staff member of an international NGO requested sexual favours for registration",
        "Truck driver contracted by UNHCR offers rides for sex",
        "Relation between a MONUSCO agent and a schoolgirl",
        "Nurse of aid agency abused a patient",
        "UN soldier left a girl with a baby",
        "Sexual abuse of a boy by an international volunteer",
        "Paternity claim vs. contingent soldier",
        "Agent de distribution d'une ONG réclame des rapports contre de la farine",
        "Chauffeur de l'ONU vivant avec une mineure",
        "Policier UNPOL, attouchements sur une vendeuse",
        "موظف منظمة طلب الجنس مقابل المساعدة",
        "سائق تابع للأمم المتحدة يقيم علاقة مع طفلة",
        "حارس مقر الأمم المتحدة عرض المال على قاصرات",
    ],
)
def test_misconduct_in_other_words_is_never_read_as_an_ordinary_row(said: str) -> None:
    assert judge([said]) is not Verdict.NO


@pytest.mark.parametrize(
    "said",
    [
        "Raped behind the UN base fence by two boys with knives, not UN",
        "Woman raped by soldiers, survivor referred to NGO clinic",
        "Survivor received care from MSF nurses",
        "Aid workers abducted from their vehicle",
        "Policier a violé une fille au poste",
        "Guard of the Catholic mission raped a girl",
        "Army soldier took girls to the barracks",
        "Peacekeepers escorted women to collect firewood",
        "خطف عاملتين في منظمة وإصابة السائق",
    ],
)
def test_personnel_beside_harm_that_others_did_are_no_misconduct(said: str) -> None:
    assert judge([said]) is Verdict.NO


def test_where_a_row_was_sent_says_what_it_is(log: Any) -> None:
    head = "Date;Village;Facts;Suspect;Referral\n"
    rows = "2018-01-03;Luma;A father says his daughter was courted and is pregnant;a man;to CDT\n"
    rows += "2018-01-04;Luma;Girl taken to a hotel room for food;Contingent;clinic\n"
    rows += "2018-01-05;Luma;Woman raped on the path;Militia;clinic\n"
    read = log(head + rows)
    assert read.come("line") == [(4,)]
    assert read.misconduct == 1
