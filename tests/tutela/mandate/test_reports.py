"""What a resolution asks to be told, how often and from when, in three languages."""

from __future__ import annotations

import pytest

from tutela.mandate.read import parse
from tutela.mandate.reports import reports_asked

HEADS = {
    "en": "Resolution 9001 (2031)\nAdopted by the Security Council on 1 March 2031\n"
    "The Security Council,\n",
    "fr": "Résolution 9001 (2031)\nAdoptée par le Conseil de sécurité le 1er mars 2031\n"
    "Le Conseil de sécurité,\n",
    "ar": "القرار 9001 (2031)\nالذي اتخذه مجلس الأمن في 1 آذار/مارس 2031\nإن مجلس الأمن،\n",
}


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        (
            "en",
            "Requests the Secretary-General to report to it every three months;",
            [("every three months", 90, "2031-05-30")],
        ),
        (
            "en",
            "Requests the Secretary-General to provide an update within 60 days and quarterly"
            " thereafter;",
            [("quarterly, within 60 days", 90, "2031-04-30")],
        ),
        (
            "en",
            "Requests the Secretary-General to develop benchmarks for the mission no later than"
            " 15 October 2031;",
            [("no later than 15 October 2031", None, "2031-10-15")],
        ),
        (
            "en",
            "Requests the Secretary-General to keep the Council informed and to report as needed;",
            [("", None, "None")],
        ),
        ("en", "Requests UNMIKA to report violations to the authorities every 90 days;", []),
        ("en", "Calls upon the Secretary-General to appoint an envoy;", []),
        (
            "fr",
            "Prie le Secrétaire général de lui rendre compte tous les 90 jours, ainsi que de lui"
            " présenter un examen stratégique au plus tard le 15 octobre 2031;",
            [
                ("tous les 90 jours", 90, "2031-05-30"),
                ("au plus tard le 15 octobre 2031", None, "2031-10-15"),
            ],
        ),
        (
            "fr",
            "Prie le Secrétaire général de lui présenter un rapport dans un délai de six mois;",
            [("dans un délai de six mois", None, "2031-08-28")],
        ),
        (
            "ar",
            "يطلب إلى الأمين العام أن يقدم إليه تقريرا كل 90 يوما؛",
            [("كل 90 يوما", 90, "2031-05-30")],
        ),
        (
            "ar",
            "يطلب إلى الأمين العام أن يقدم تقييما بحلول 15 تشرين الأول/أكتوبر 2031؛",
            [("بحلول 15 تشرين الأول/أكتوبر 2031", None, "2031-10-15")],
        ),
    ],
)
def test_a_paragraph_tells_its_rhythm_and_its_first_day(language, text, told):
    label = "1 - " if language == "ar" else "1. "
    found = reports_asked(parse(HEADS[language] + label + text))
    assert [(one.phrase, one.every_days, str(one.first)) for one in found] == told


def test_parts_below_a_request_are_reports_each_and_the_chapeau_is_none():
    found = reports_asked(
        parse(
            HEADS["en"] + "1. Requests the Secretary-General:\n"
            "(a) To report to it every 90 days;\n"
            "(b) To submit by 1 June 2031 a strategy for the drawdown;\n"
            "(c) To appoint an envoy."
        )
    )
    assert [(one.passage.number, one.every_days) for one in found] == [
        ("1 (a)", 90),
        ("1 (b)", None),
    ]


def test_no_day_that_is_none_is_made_up():
    text = "1. Requests the Secretary-General to report by 31 June 2031;"
    assert [one.first for one in reports_asked(parse(HEADS["en"] + text))] == [None]


@pytest.mark.parametrize(
    ("adopted", "rhythm", "days"),
    [(2031, "9" * 5000, None), (9999, "999", 999 * 365)],
    ids=["a number no calendar counts by", "a day no calendar has"],
)
def test_a_rhythm_beyond_all_calendars_is_read_and_gives_no_day(adopted, rhythm, days):
    head = HEADS["en"].replace("March 2031", f"March {adopted}")
    text = f"1. Requests the Secretary-General to report to it every {rhythm} years;"
    [found] = reports_asked(parse(head + text))
    assert (found.every_days, found.first) == (days, None)
