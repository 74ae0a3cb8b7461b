"""Harmless texts that speak of war, and alarms that hold a harmless word: which is which."""

from __future__ import annotations

import pytest

from tutela.warning.coded import ROUTINE, read
from tutela.warning.harmless import read_signs


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("the story of gunmen at Luma is not true, I slept there", "denial"),
        ("habari ya vita ku Luma ni uongo", "denial"),
        ("خبر الضرب في لوما كدب ساكت", "denial"),
        ("our eleven killed Tembel 5-1 in the match", "sport"),
        ("le sac de mil est a 30000 c trop cher", "price"),
        ("dafanna jiddi umra 91 sana Allah yarhama", "natural death"),
        ("gabila tennin amulu salam akulu sawa", "peace"),
        ("mwaka 2003 walichoma Luma lakini sasa tunalala", "long past"),
        ("milinga wana ezali makala kaka", "fire explained"),
        ("les tirs d'hier c'etait le mariage", "noise explained"),
    ],
)
def test_a_sign_of_harmlessness_is_found_in_every_language(text: str, sign: str) -> None:
    assert sign in read_signs(text).names
    said = read(text)
    assert said.act is None and said.level is None and said.rest == text


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("the news from Koro is not true. In Luma our houses are on fire", "arson"),
        ("they attack Luma now. That story of Koro is a lie", "attack going on"),
        ("it is no lie, gunmen attacked Luma", "attack going on"),
        ("help us they attack now, the chief says it is not true", "attack going on"),
    ],
)
def test_a_denial_silences_no_other_alarm_of_the_same_text(text: str, act: str) -> None:
    assert read(text).act == act


@pytest.mark.parametrize(
    "text",
    [
        "gunmen shot 4 people at the wedding in Luma",
        "ils ont tiré sur les joueurs au match 3 morts",
        "katalo 5 nafar fi al sug nas musallahin",
        "babomi bato 3 na zando na masasi",
    ],
)
def test_an_alarm_with_a_word_of_peace_stays_an_alarm(text: str) -> None:
    assert read(text).act not in (None, ROUTINE)


def test_why_a_rule_is_not_believed_is_said() -> None:
    why = read("the story of attack at Luma is not true, all are working in the fields").why
    assert why.startswith("a word of the rules, but denial, but ")
