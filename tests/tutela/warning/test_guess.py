"""Texts as villages type them: what no rule knows the classifier reads; nothing is set aside."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.warning.signs.coded import ROUTINE, read
from tutela.warning.signs.guess import NONE, guess, guesses

SETS = ("village_held.csv", "village_seventh.csv")
ALARMS_SEEN, ACTS_RIGHT, HARMLESS_TAKEN = 0.87, 0.65, 0.04


def held_rows() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for name in SETS:
        with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


@pytest.mark.parametrize(
    ("text", "language", "act"),
    [
        ("ala yeke pika ngombe na Bria fadeso, mu maboko na e", "sg", "attack going on"),
        ("babomi bato 4 na masasi pembeni ya Oicha", "ln", "killing"),
        ("wamechoma nyumba zote za kijiji chetu", "sw", "arson"),
        ("nas bi bunduk shilu banat talata min hilla", "pga", "abduction"),
        ("el7agona el janjaweed dakhalo el 7ella bedrabo nar", "apd", "attack going on"),
        ("يا ناس حرقو بيوتنا كلها رماد", "ar", "arson"),
        ("umon wadi anina yom tinen amrugu, kan ma bi harigu tukul", "pga", "threat or ultimatum"),
    ],
)
def test_an_alarm_in_a_language_without_rules_is_read(text: str, language: str, act: str) -> None:
    said = read(text)
    assert (said.act, said.language) == (act, language) and said.level and said.why


@pytest.mark.parametrize(
    "text",
    [
        "singila mingi teti credit",
        "hakuna shida hapa leo",
    ],
)
def test_what_is_harmless_is_not_understood_and_not_set_aside(text: str) -> None:
    said = read(text)
    assert said.act is None and said.level is None and said.rest == text


@given(st.text(max_size=200))
def test_no_text_without_a_code_of_the_card_is_set_aside(text: str) -> None:
    said = read(text)
    assert said.act != ROUTINE or said.coded
    assert 0.0 <= guess(text).alarm <= 1.0


def test_of_texts_written_apart_most_alarms_are_seen_and_few_harmless_are_taken_for_one() -> None:
    rows = held_rows()
    told = [read(row["text"]).act for row in rows]
    alarms = [(act, row["act"]) for act, row in zip(told, rows, strict=True) if row["act"] != NONE]
    harmless = [act for act, row in zip(told, rows, strict=True) if row["act"] == NONE]
    assert sum(act is not None for act, _ in alarms) >= ALARMS_SEEN * len(alarms)
    assert sum(act == meant for act, meant in alarms) >= ACTS_RIGHT * len(alarms)
    assert sum(act is not None for act in harmless) <= HARMLESS_TAKEN * len(harmless)
    assert all(act != ROUTINE for act, _ in alarms)


@pytest.mark.parametrize(
    "text",
    ["massacre in Luma", "airstrike in Luma", "massacre à Luma", "هجوم في لوما", "حصار في لوما"],
)
def test_a_few_plain_words_of_the_rules_are_an_alarm_whatever_the_classifier_says(
    text: str,
) -> None:
    said = read(text)
    assert said.act and said.why == "a word of the rules"


def test_many_are_read_as_one_by_one() -> None:
    texts = [row["text"] for row in held_rows()[:5]]
    assert guesses(texts) == [guess(text) for text in texts]


def test_a_text_without_letters_tells_of_nothing() -> None:
    assert guess("?? !!").act == NONE
