"""Texts as villages type them: what no rule knows the classifier reads; nothing is set aside."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.warning.coded import ROUTINE, read
from tutela.warning.guess import NONE, guess, guesses

HELD = Path(__file__).with_name("village_held.csv")


def held() -> list[dict[str, str]]:
    with HELD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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
    rows = held()
    alarms = [row["text"] for row in rows if row["act"] != NONE]
    harmless = [row["text"] for row in rows if row["act"] == NONE]
    assert sum(read(text).act is not None for text in alarms) >= 0.85 * len(alarms)
    assert sum(read(text).act is not None for text in harmless) <= 0.05 * len(harmless)
    assert not [text for text in alarms if read(text).act == ROUTINE]


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
    texts = [row["text"] for row in held()[:5]]
    assert guesses(texts) == [guess(text) for text in texts]


def test_a_text_without_letters_tells_of_nothing() -> None:
    assert guess("?? !!").act == NONE
