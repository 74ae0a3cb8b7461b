"""What people say is heard as they mean it: of whom a number is, all calm, a word taken back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import words_of
from tests.tutela_web.warning.test_pages import ALERTS, page
from tests.tutela_web.warning.test_texts import contact, kannel, text
from tutela_web.warning.models import Alert, AlertNotice, Courtesy

__all__ = ["contact", "kannel"]


def _words(shown: str) -> str:
    return words_of(shown).replace(" ,", ",")


@pytest.mark.parametrize(
    ("words", "in_row"),
    [
        ("PLEASE HELP CHURCH BURNING 300 PEPLE INSIDE", "300 harmed or in danger"),
        ("300 rebels are burning the church", "300 armed"),
        ("church burning in Luma, 300", "number given: 300, of whom not known"),
        ("ils ont tué 6 personnes à Luma", "6 harmed or in danger"),
        ("هاجمنا حوالي 40 مسلح", "40 armed"),
    ],
)
def test_a_number_is_of_attackers_or_victims_only_where_the_words_say_so(
    cast: Cast, client: Any, sign_in: Any, kannel: Any, words: str, in_row: str
) -> None:
    text(client, kannel, words)
    desk = sign_in(cast["joc_duty_officer"])
    board = _words(page(desk, ALERTS))
    kinds = ("armed", "harmed or in danger", "of whom not known")
    assert in_row in board
    figure = in_row.split("given: ")[-1].split(",")[0].split()[0]
    assert sum(f"{figure} {kind}" in board for kind in kinds[:2]) == (kinds[2] not in in_row)


def test_of_whom_a_number_is_stands_on_the_alert_and_its_owner_completes_it(
    cast: Cast, client: Any, sign_in: Any, kannel: Any
) -> None:
    text(client, kannel, "church burning in Luma, 300")
    alert = Alert.objects.get()
    desk = sign_in(cast["joc_duty_officer"])
    shown = _words(page(desk, f"{ALERTS}{alert.pk}/"))
    assert "Number given, of whom not known 300" in shown
    version = {"version": alert.version, "level": alert.level, "act": alert.act}
    desk.post(f"{ALERTS}{alert.pk}/edit/", version | {"affected": "300", "number_said": ""})
    shown = _words(page(desk, f"{ALERTS}{alert.pk}/"))
    assert "How many harmed or in danger 300" in shown and "Number given" not in shown


def test_all_calm_is_no_warning(cast: Cast, client: Any, sign_in: Any, kannel: Any) -> None:
    said = ["everything calm here in Boma", "tout est calme ici", "كل شيء هادئ"]
    for n, words in enumerate(said):
        text(client, kannel, words, number=f"+21190000020{n}")
    assert not Alert.objects.exists() and not AlertNotice.objects.exists()
    assert set(Courtesy.objects.values_list("kind", flat=True)) == {"calm"}
    shown = _words(page(sign_in(cast["joc_duty_officer"]), "/m/luma/network/"))
    assert "all calm" in shown and "Boma" in shown
    text(client, kannel, "all calm now, they took 3 girls", number="+211900000210")
    assert Alert.objects.get().affected == 3


@pytest.mark.parametrize(
    "words",
    [
        "sorry wrong. it was a wedding",
        "pas une attaque, je me suis trompé",
        "غلط كان عرس",
        "asif, kan iris bes",
        "no attack here",
        "everything calm here",
    ],
)
def test_a_word_taken_back_by_the_same_number_lowers_nothing_and_asks_for_a_second_contact(
    cast: Cast, client: Any, sign_in: Any, kannel: Any, contact: Any, words: str
) -> None:
    text(client, kannel, "1 Luma")
    before = Alert.objects.select_related("now").get()
    desk = sign_in(cast["joc_duty_officer"])
    asks = "the same number takes it back: hear a second contact"
    assert asks not in _words(page(desk, ALERTS))
    text(client, kannel, words)
    after = Alert.objects.select_related("now").get()
    assert (after.level, after.now.state, after.now.due_at) == (
        before.level,
        before.now.state,
        before.now.due_at,
    )
    assert after.reports.count() == 2 and not Courtesy.objects.exists()
    assert asks in _words(page(desk, ALERTS))
    notice = AlertNotice.objects.get(why="denied")
    assert notice.person == after.owner
    owner = sign_in(after.owner)
    assert asks in _words(page(owner, f"{ALERTS}{after.pk}/"))


def test_who_was_wrong_and_tells_of_an_attack_takes_nothing_back(
    cast: Cast, client: Any, kannel: Any, contact: Any
) -> None:
    text(client, kannel, "2 Luma")
    text(client, kannel, "I was wrong, they are attacking now")
    assert Alert.objects.get().level == "ongoing"
    assert not AlertNotice.objects.filter(why="denied").exists()


def test_a_stranger_who_takes_back_what_nobody_told_is_read_by_a_person(
    cast: Cast, client: Any, kannel: Any
) -> None:
    text(client, kannel, "sorry wrong. it was a wedding")
    assert Alert.objects.get().reports.count() == 1
