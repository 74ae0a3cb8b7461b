"""What people call things, and what may never be kept whatever it is called."""

import csv
from importlib.resources import files

import pytest

from tutela.incidents.misconduct_words import harm_meant, is_misconduct, key, tells_misconduct
from tutela.incidents.read import read_events
from tutela.incidents.words import WORDS


@pytest.mark.parametrize(
    ("said", "harm"),
    [
        ("Murder", "killing"),
        ("Meurtre", "killing"),
        ("Enlèvement", "abduction"),
        ("Shelling", "indiscriminate fire"),
        ("Vol de bétail", "cattle theft"),
        ("Incendie", "arson"),
        ("Affrontements", "clash"),
        ("IED", "mines, ied or erw"),
        ("نهب", "looting"),
        ("CRSV", "crsv"),
        ("Attack", None),
        ("Violence", None),
        ("Violation", None),
        ("unknown", None),
    ],
)
def test_common_words_in_three_languages(said, harm):
    assert harm_meant(said) == harm


@pytest.mark.parametrize(
    "said",
    [
        "Attack, two women raped",
        "gang-rape",
        "SGBV incident",
        "Viol collectif",
        "viols et pillage",
        "Violences sexuelles",
        "اغتصاب امرأتين",
        "والعنف الجنسي",
        "Sexually assaulted on the road",
        "forced marriages",
    ],
)
def test_sexual_violence_is_found_in_any_phrase(said):
    assert harm_meant(said) == "crsv"


@pytest.mark.parametrize(
    "said",
    [
        "Child soldiers seen",
        "recruitment of 12 children",
        "Recrutement d’enfants",
        "Enfants soldats",
        "تجنيد الأطفال",
        "forced recruitment of minors",
    ],
)
def test_child_recruitment_is_found_in_any_phrase(said):
    assert harm_meant(said) == "child recruitment or use"


def test_no_mapping_makes_such_words_unknown_or_open(write, tmp_path):
    path = write([{"Date": "2018-11-15", "Village": "Luma", "Type": "Gang rape at the well"}])
    mapping = tmp_path / "mapping.csv"
    for means in ("unknown", "killing"):
        mapping.write_text(
            "field,column,format,constant,value,means\ndate_start,Date,,,,\nplace,Village,,,,\n"
            f"harm,Type,,,Gang rape at the well,{means}\n"
        )
        reading = read_events([path], mapping=mapping)
        assert reading.events.frame["harm"].to_list() == ["crsv"]


def test_every_line_says_a_settled_word_and_its_source():
    text = (files("tutela.incidents") / "data" / "harm_synonyms.csv").read_text("utf-8")
    for line in csv.DictReader(text.splitlines()):
        assert line["harm"] in WORDS and line["source"]
        bare = line["said"].replace("*", "").replace(" & ", " ")
        assert key(bare) == bare


MISCONDUCT = [
    {"Type": "SEA"},
    {"Type": "Sexual exploitation and abuse"},
    {"Type": "Sexual abuse by UN staff"},
    {"Type": "Rape by peacekeeper"},
    {"Type": "Rape", "Perpetrator": "UNPOL officer"},
    {"Type": "Viol", "Perpetrator": "Casques bleus"},
    {"Type": "Sexual assault", "Perpetrator": "aid worker"},
    {"Type": "Misconduct"},
    {"Type": "Other", "Category": "Safeguarding"},
    {"Type": "Other", "Description": "A girl of 15 was raped by a UN peacekeeper in Luma"},
    {"Type": "Exploitation sexuelle"},
]


@pytest.mark.parametrize("said", MISCONDUCT)
def test_misconduct_of_personnel_is_refused_and_not_repeated(write, said):
    path = write([{"Date": "not a day", "Village": "Luma"} | said])
    (report,) = read_events([path]).files
    assert report.accepted == 0
    (refused,) = report.rejected
    assert "never stored here" in refused.why
    assert "OIOS" in refused.next or "PSEA" in refused.next
    assert (refused.value, refused.also) == ("", ())
    assert not any(word in str((report.rejected, report.notes)) for word in said.values())


def test_no_mapping_launders_misconduct(write, tmp_path):
    path = write([{"Jour": "2018-11-15", "Lieu": "Luma", "Quoi": "SEA"}])
    mapping = tmp_path / "mapping.csv"
    mapping.write_text(
        "field,column,format,constant,value,means\ndate_start,Jour,,,,\nplace,Lieu,,,,\n"
        "harm,Quoi,,,SEA,crsv\n"
    )
    assert read_events([path], mapping=mapping).files[0].accepted == 0


def test_acled_too(write):
    row = {
        "event_id_cnty": "LUM1",
        "event_date": "2018-11-15",
        "event_type": "Violence against civilians",
        "sub_event_type": "Sexual violence",
        "actor1": "MINUSCA",
        "fatalities": "0",
    }
    assert read_events([write([row])]).files[0].accepted == 0


@pytest.mark.parametrize(
    "said",
    [
        "Rape of aid worker",
        "Rape reported by UNPOL",
        "aid worker raped by armed men",
        "Piracy at sea",
        "Viol par un élément armé",
        "viol commis par un homme",
        "UN staff raped",
        "Gang rape by armed men near UN base",
        "VIOL PAR UN HOMME ARMÉ",
    ],
)
def test_personnel_who_suffer_or_report_are_no_offenders(said):
    assert not is_misconduct(said)


def test_peacekeepers_who_help_are_no_offenders():
    assert not tells_misconduct("The rape was documented by UN police, the victim taken to Tera.")
    assert not tells_misconduct("She was raped by armed men and then rescued by peacekeepers.")
