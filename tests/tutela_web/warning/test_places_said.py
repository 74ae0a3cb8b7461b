"""A place is said as people say it: misspelt, with its site, by its base; and nothing goes out
without a place unsaid."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again
from tests.tutela_web.warning.test_pages import ALERTS, page
from tests.tutela_web.warning.test_raise_and_warn import raised
from tests.tutela_web.warning.test_texts import text
from tutela_web.places.models import Place
from tutela_web.warning.models import Alert

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def bangassou(cast: Cast) -> Place:
    make.place(cast.mission, "Bangao", area=cast.south, latitude=5.2, longitude=23.1)
    return make.place(
        cast.mission, "Bangassou", kind="town", area=cast.north, latitude=4.7, longitude=22.8
    )


def around(desk: Any, said: str, **more: str) -> Any:
    return desk.get(ALERTS + "around/", {"place_said": said, **more}).context


def test_the_desk_hears_a_site_with_its_town_and_picks_it(
    cast: Cast, sign_in: Any, bangassou: Place
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    shown = around(desk, "mosque bangasou")
    assert (shown["place"], shown["picked"]) == (bangassou, f"mosque@{bangassou.pk}")
    tapped = around(desk, "church bangaso", place=str(bangassou.pk))
    assert tapped["picked"] == f"church@{bangassou.pk}", "the town tapped, its church was typed"
    kept = around(desk, "mosque bangasou", place=str(bangassou.pk), site=str(bangassou.pk))
    assert kept["picked"] == str(bangassou.pk), "its sites were there, and the town was tapped"
    raised(desk, place_said="mosque bangasou")
    alert = Alert.objects.get()
    assert (alert.place.kind, alert.place.town, alert.area) == ("mosque", bangassou, cast.north)


def test_a_base_is_a_place_for_who_may_read_it(cast: Cast, sign_in: Any, bangassou: Place) -> None:
    base = make.base(cast.mission, "TOB Acacia", latitude=4.9, longitude=22.9, area=cast.north)
    desk = sign_in(cast["joc_duty_officer"])
    assert around(desk, "tob acaccia")["picked"] == f"base:{base.pk}"
    raised(desk, place_said="TOB Acacia")
    alert = Alert.objects.get()
    assert (alert.place, alert.latitude, alert.place_said) == (None, 4.9, "TOB Acacia")
    reporter = sign_in(cast["head_of_mission"])
    assert around(reporter, "TOB Acacia")["other"] is not None


def test_a_text_is_placed_however_its_place_is_spelt(
    cast: Cast, sign_in: Any, client: Any, bangassou: Place
) -> None:
    gateway = make.gateway(cast.mission)
    for n, words in enumerate(
        (
            "they shoot at bangasou now help",
            "ils tirent à la mosquée de Bangasu",
            "ضرب نار في بانغاسو الان",
        )
    ):
        text(client, gateway, words, number=f"+21190011122{n}")
        alert = Alert.objects.latest("number")
        assert alert.place is not None and "Bangassou" in str(alert.place.town or alert.place)
        assert alert.place_said, words
    text(client, gateway, "armed men on the road, 20 km from Bangassou", number="+211900111229")
    assert Alert.objects.latest("number").place is None, "another place than it names"


def test_what_goes_out_without_a_place_says_who_is_not_warned_before_and_after(
    cast: Cast, sign_in: Any, bangassou: Place
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    before = desk.get(ALERTS + "around/", {"place_said": "by the old mill"}).content.decode()
    assert "Place not known: these would not be warned" in before
    after = raised(desk, place_said="by the old mill").content.decode()
    assert "Place not known: these were not warned" in after
    placed = desk.get(ALERTS + "around/", {"place_said": "bangasou"}).content.decode()
    assert "would not be warned" not in placed
    assert "were not warned" not in raised(desk, place_said="bangasou").content.decode()


def test_who_answers_for_the_place_reads_the_call_that_came_before_it_was_known(
    cast: Cast, sign_in: Any, bangassou: Place
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    raised(desk, place_said="by the old mill", words="They burn the huts behind the mill")
    alert = Alert.objects.get()
    sent = {
        "version": again(alert).version,
        "place_said": "Bangassou",
        "place": str(bangassou.pk),
        "level": "imminent",
        "act": "torches at the fence",
    }
    desk.post(f"{ALERTS}{alert.pk}/edit/", sent)
    assert again(alert).place == bangassou
    office = page(sign_in(cast.hofo), f"{ALERTS}{alert.pk}/")
    assert "They burn the huts behind the mill" in office and "you may not read" not in office
