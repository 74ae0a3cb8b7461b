"""A test of the line and a word of thanks open no ladder; what may be an alarm always does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import call
from tests.tutela_web.warning.test_pages import ALERTS, page
from tests.tutela_web.warning.test_texts import contact, kannel, text
from tutela_web.access.models import AuditEntry
from tutela_web.warning.models import Alert, AlertNotice, Courtesy

__all__ = ["contact", "kannel"]

NETWORK = "/m/luma/network/"


def test_tests_and_thanks_of_strangers_are_kept_on_the_network_page_and_wake_nobody(
    cast: Cast, client: Any, sign_in: Any, kannel: Any
) -> None:
    said = ["0 Bria", "merci pour le credit", "Ceci est un test", "شكرا جزيلا", "asante sana"]
    for n, words in enumerate(said):
        assert text(client, kannel, words, number=f"+21190000010{n}").status_code == 200
    assert not Alert.objects.exists() and not AlertNotice.objects.exists()
    kinds = list(Courtesy.objects.order_by("at", "pk").values_list("kind", flat=True))
    assert kinds == ["test", "thanks", "test", "thanks", "thanks"]
    desk = sign_in(cast["joc_duty_officer"])
    shown = squeezed(page(desk, NETWORK))
    assert "Tests, thanks and calm" in shown and "Bria" in shown and "merci" not in shown
    thanks = Courtesy.objects.filter(kind="thanks").earliest("at")
    read = desk.post(f"{NETWORK}courtesies/{thanks.pk}/").content.decode()
    assert "merci pour le credit" in read and AuditEntry.objects.filter(act="open").count() == 1
    assert sign_in(cast.chen).post(f"{NETWORK}courtesies/{thanks.pk}/").status_code == 404
    assert sign_in(cast.hofo).post(f"{NETWORK}courtesies/{thanks.pk}/").status_code == 404


@pytest.mark.parametrize(
    "words",
    [
        "0 Luma D",
        "0 Luma they attack us",
        "merci mais ils tirent",
        "test ils arrivent",
        "merci vite",
    ],
)
def test_one_word_beside_the_list_and_a_person_reads_it(
    cast: Cast, client: Any, kannel: Any, words: str
) -> None:
    text(client, kannel, words)
    assert Alert.objects.exists() and not Courtesy.objects.exists()
    assert Alert.objects.get().act != "routine"


def test_thanks_of_who_told_of_an_open_alert_is_no_report_of_it(
    cast: Cast, client: Any, kannel: Any, contact: Any
) -> None:
    text(client, kannel, "3 Luma 60")
    text(client, kannel, "merci beaucoup")
    alert = Alert.objects.get()
    assert alert.reports.count() == 1 and Courtesy.objects.get().contact == contact


def test_without_a_script_the_raise_form_shows_what_is_open_before_it_is_sent(
    cast: Cast, sign_in: Any
) -> None:
    church = make.place(cast.mission, "Church", area=cast.north, latitude=4.8, longitude=31.6)
    make.place(cast.mission, "Mosque", area=cast.north, latitude=4.854, longitude=31.6)
    attack = call(cast, place=church, level="ongoing", act="shots")
    unlisted = call(cast, place_said="the old well", act="riders")
    desk = sign_in(cast["joc_duty_officer"])
    form = page(desk, ALERTS + "new/")
    assert 'name="look"' in form and "<noscript>" in form
    sent = {"place_said": "Mosque", "act": "they march", "level": "imminent", "look": "1"}
    answer = desk.post(ALERTS + "new/", sent)
    shown = squeezed(answer.content.decode())
    assert answer.status_code == 200 and Alert.objects.count() == 2, "nothing is raised by looking"
    assert "1 alert is open here or within 10 km" in shown and str(attack) in shown
    assert 'value="they march"' in shown and "6 km" in shown
    shown = desk.post(ALERTS + "new/", sent | {"place_said": "The old well"}).content.decode()
    assert str(unlisted) in shown, "the same site, though it is on no list"
