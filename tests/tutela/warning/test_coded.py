"""Texts as they come from a handset at night: by the card, or in any of three languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutela.warning.scored import messages, score, table
from tutela.warning.clocks import LEVELS
from tutela.warning.signs.coded import Read, codes, read
from tutela.warning.signs.of_whom import Counts

ROOT = Path(__file__).parents[3]
INVENTED = (
    # words, act, level, place
    ("1 LUMA", "attack going on", "ongoing", "LUMA"),
    ("3 Osila 40 W D", "armed movement", "imminent", "Osila"),
    ("٣ لوما ٦٠", "armed movement", "imminent", "لوما"),
    ("2: Tembel", "threat or ultimatum", "warning", "Tembel"),
    ("8 Luma", "security-force withdrawal", "warning", "Luma"),
    ("They attack us now at Luma", "attack going on", "ongoing", "Luma"),
    ("gunfire near Tembel please come", "attack going on", "ongoing", "Tembel"),
    ("3 men shot at Luma this morning", "killing", "ongoing", "Luma"),
    ("a letter says they will burn Luma", "threat or ultimatum", "warning", ""),
    ("60 armed men in a column from Osila", "armed movement", "imminent", "Osila"),
    ("people run from Luma to the bush", "mass flight", "imminent", "Luma"),
    ("the soldiers left Tembel yesterday", "security-force withdrawal", "warning", "Tembel"),
    ("market is empty today in Luma", "emptied market or school", "warning", "Luma"),
    ("they took our daughters", "abduction", "ongoing", ""),
    ("houses on fire", "arson", "ongoing", ""),
    ("Attaque à Luma, venez vite", "attack going on", "ongoing", "Luma"),
    ("Des coups de feu vers Tembel", "attack going on", "ongoing", "Tembel"),
    ("Ils menacent de revenir demain", "threat or ultimatum", "warning", ""),
    ("Une colonne d'hommes armés avance de Osila", "armed movement", "imminent", "Osila"),
    ("Les gens fuient Luma", "mass flight", "imminent", ""),
    ("Les soldats sont partis cette nuit", "security-force withdrawal", "warning", ""),
    ("L'école est vide à Tembel", "emptied market or school", "warning", "Tembel"),
    ("هجوم في لوما الآن", "attack going on", "ongoing", "لوما"),
    ("تهديد بحرق القرية", "threat or ultimatum", "warning", ""),
    ("مسلحون قادمون من أوسيلا", "armed movement", "imminent", "أوسيلا"),
    ("الناس يهربون", "mass flight", "imminent", ""),
    ("قتلوا رجلين عند لوما", "killing", "ongoing", "لوما"),
    # what says nothing of the kind
    ("Good morning, how are you", None, None, ""),
    ("Merci pour la visite", None, None, ""),
    ("شكرا", None, None, ""),
)


@pytest.mark.parametrize(("words", "act", "level", "place"), INVENTED)
def test_what_a_message_seems_to_say(
    words: str, act: str | None, level: str | None, place: str
) -> None:
    found = read(words)
    assert (found.act, found.level, found.place_words) == (act, level, place)


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("no help, they attack us now", "attack going on"),
        ("we heard no shooting", None),
        ("il n'y a pas eu d'attaque", None),
        ("ما في هجوم", None),
        ("they will attack Luma on market day", "threat or ultimatum"),
        ("سيهاجمون لوما", "threat or ultimatum"),
    ],
)
def test_what_is_denied_or_to_come_is_not_going_on(words: str, act: str | None) -> None:
    assert read(words).act == act


def test_what_is_over_is_a_warning_unless_it_goes_on() -> None:
    assert read("they attacked Luma yesterday").level == "warning"
    assert read("hier ils ont attaqué, ils tirent maintenant").level == "ongoing"
    assert read("هاجموا لوما أمس").when_words == "امس"


def test_survivors_are_not_named_by_what_was_done_to_them() -> None:
    for words in ("a woman was raped", "une fille a été violée", "اغتصبوا امرأة"):
        assert (read(words).act, read(words).level) == ("harm to civilians", "warning")


@pytest.mark.parametrize(
    "words", ["3 Luma 60", "#3 Luma 60", "3Luma 60", "3: Luma 60", "٣ Luma ٦٠"]
)
def test_the_figure_is_known_however_it_is_typed(words: str) -> None:
    found = read(words)
    assert (found.coded, found.act, found.place_words, found.counts.armed) == (
        True,
        "armed movement",
        "Luma",
        60,
    )
    assert read("Luma 3") == read("3 Luma")
    assert not read("6 wounded").coded and not read("3 men came to visit").coded


def test_the_language_is_told_by_small_words_where_no_act_is() -> None:
    said = {"thank you for the visit": "en", "merci pour la visite": "fr", "شكرا": "ar", "ok": ""}
    assert {words: read(words).language for words in said} == said


def test_the_page_of_the_method_shows_what_is_counted_now() -> None:
    page = (ROOT / "docs/method/coded-messages.md").read_text(encoding="utf-8")
    assert table() in page
    for row in codes().values():
        for language in ("en", "fr", "ar"):
            assert f"| {row['code']} | {row[language]} |" in page


def test_no_alarm_of_the_invented_messages_is_read_as_none() -> None:
    counted = score(one for one in messages() if one.half == "held")
    assert counted.right >= 0.95 * counted.alarms and counted.right >= 0.95 * counted.raised


def test_the_parts_behind_the_place_come_in_any_order() -> None:
    assert read("3 Luma OK 60 N") == read("3 Luma N 60 ok") == read("3  Luma 60 n Ok")
    assert read("3 Luma 60 S").heading == "south"
    assert read("3 Luma D").caller_safe is False


def test_a_test_or_routine_answer_is_no_alarm() -> None:
    assert read("0 Luma") == Read("routine", None, "", "Luma", coded=True)


def test_every_code_has_an_act_in_three_languages_and_a_level_there_is() -> None:
    for row in codes().values():
        assert row["act"] and row["en"] and row["fr"] and row["ar"]
        assert row["level"] in (*LEVELS, "")


@given(st.text(max_size=200))
def test_any_message_is_read_and_no_free_word_is_lost(words: str) -> None:
    found = read(words)
    assert found.level is None or found.level in LEVELS
    if not found.coded:
        assert found.rest == words.strip()


@given(
    code=st.sampled_from(sorted(codes())),
    place=st.sampled_from(["Luma", "TEMBEL", "Bor Town", "لوما"]),
    more=st.lists(st.sampled_from(["60", "N", "OK", "come", "quickly", "12", "D"]), max_size=6),
)
def test_of_a_coded_message_every_word_is_somewhere(code: str, place: str, more: list[str]) -> None:
    found = read(" ".join([code, place, *more]))
    kept = [*found.place_words.split(), *found.rest.split()]
    used = sum([found.counts != Counts(), bool(found.heading), found.caller_safe is not None])
    assert len(kept) + used == len(place.split()) + len(more)
