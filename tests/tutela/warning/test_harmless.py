"""Harmless texts that speak of war, and alarms that hold a harmless word: which is which."""

from __future__ import annotations

import pytest

from tutela.warning.signs.coded import ROUTINE, read
from tutela.warning.signs.harmless import read_signs


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
        ("the radio talks of bombs in Ukraine, we are sorry for them", "far away"),
        ("iyal gi lib harib be bunduk ta hatab fi medresa", "children play"),
        ("la facture de telephone nous tue, mdr", "manner of speaking"),
        ("basoda ya kala basilisi formation ya menuiserie", "former fighters"),
        ("chanjo ya watoto ni lini hapa Luma", "question"),
        ("الموتر دقش ركشة في الكوبري والسواق كويس", "road accident"),
        ("les chevres etaient retrouvees, personne n a volé", "found again"),
        ("who do we phone if rebels come one day? just asking, it is calm", "in case"),
        ("we went to look at what was burnt, nothing, all calm", "checked"),
        ("les chasseurs ont tiré une antilope, venez prendre la viande", "hunting"),
        ("thanks for the patrol of yesterday, children sleep well", "thanks"),
        ("bei ya makaa inapanda kama roketi", "like a rocket"),
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
    ("text", "belied"),
    [
        ("this is not a drill, they shoot at the police post in Luma", "exercise"),
        ("ce n'est pas un exercice, ils tirent sur le poste de police", "exercise"),
        ("da ma 3iris, rasas shadid fi Luma hassi", "noise explained"),
    ],
)
def test_where_it_is_no_exercise_no_exercise_counts(text: str, belied: str) -> None:
    assert belied not in read_signs(text).names
    assert read(text).act == "attack going on"


@pytest.mark.parametrize(
    "text",
    [
        "the school is closed today for the holiday",
        "sinon la famille va bien, on attend la pluie",
    ],
)
def test_a_word_of_the_rules_in_a_text_very_likely_harmless_is_not_believed(text: str) -> None:
    said = read(text)
    assert said.act is None and "a word of the rules" in said.why and said.rest == text


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


@pytest.mark.parametrize(
    "text",
    [
        "people said rebels attack Luma. I went to look, nobody is there, the market is open",
        "ils disent que Luma brule. on est parti voir, personne, tout est calme",
    ],
)
def test_a_rumour_that_was_checked_covers_what_was_said_before(text: str) -> None:
    signs = read_signs(text)
    assert "checked" in signs.names and not signs.others


@pytest.mark.parametrize(
    "text",
    [
        "gunmen attacked Luma. we went to look, nobody is alive, 5 bodies",
        "those men are no hunters, gunmen shoot at women in Luma now",
        "thanks for the patrol. now gunmen attack Luma",
    ],
)
def test_what_was_checked_and_found_true_stays_an_alarm(text: str) -> None:
    assert read(text).act not in (None, ROUTINE)


def test_why_a_rule_is_not_believed_is_said() -> None:
    why = read("the story of attack at Luma is not true, all are working in the fields").why
    assert why.startswith("a word of the rules, but denial, but ")
