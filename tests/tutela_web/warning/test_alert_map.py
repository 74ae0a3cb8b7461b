"""Open alerts on maps and in the tables beside them, on each page about places, as one may read."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import call
from tutela_web.places.models import Place, PlacePrecision
from tutela_web.warning.models import Alert

BOARD, AREA, SITUATION = "/m/luma/alerts/", "/m/luma/area/", "/m/luma/"


@pytest.fixture
def luma(cast: Cast) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north)


@pytest.fixture
def alert(cast: Cast, luma: Place) -> Alert:
    """An alert of the north at Luma, a base near it, and another alert of the south."""
    make.base(cast.mission, "TOB Acacia", area=cast.north)
    south = make.place(cast.mission, "Tolo", area=cast.south, latitude=6.2, longitude=30.4)
    call(cast, place=south, area=cast.south, level="warning")
    return call(cast, place=luma)


def read(client: Any, url: str, **asked: str) -> str:
    answer = client.get(url, asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def part(page: str, name: str) -> str:
    """A panel of a page, from its id to its end."""
    begins = page.index(f'id="{name}"')
    return page[begins : page.index("</section>", begins)]


def test_the_board_has_a_map_of_the_alerts_it_lists(cast: Cast, sign_in: Any, alert: Alert) -> None:
    whole = part(read(sign_in(cast["joc_duty_officer"]), BOARD), "alerts-map")
    assert whole.count('class="m-alert imminent"') == 2, "the alert, and the sign in the legend"
    assert whole.count('class="m-alert warning"') == 1
    assert ">Luma</text>" in whole and ">Tolo</text>" in whole and ">TOB Acacia</text>" in whole
    assert "do not imply official endorsement" in whole and "Roads here: not known" in whole
    north = part(read(sign_in(cast.hofo), BOARD), "alerts-map")
    assert ">Luma</text>" in north and "Tolo" not in north
    assert "Tolo" not in part(
        read(sign_in(cast["joc_duty_officer"]), BOARD, level="imminent"), "alerts-map"
    )


def test_an_alert_known_to_a_district_only_is_listed_and_not_drawn(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    Alert.objects.filter(pk=alert.pk).update(place_precision=PlacePrecision.DISTRICT)
    page = read(sign_in(cast.hofo), BOARD)
    drawn = part(page, "alerts-map")
    assert "1 alert is known only to a district or wider" in drawn and str(alert) in page
    assert drawn.count('class="m-alert') == 1, "the sign in the legend alone"


def test_a_board_that_asks_again_is_told_of_the_map_where_its_alerts_are_others(
    cast: Cast, sign_in: Any, alert: Alert, luma: Place
) -> None:
    client = sign_in(cast["joc_duty_officer"])
    page = read(client, BOARD)
    held = {
        name: re.search(rf'name="{name}"\s+value="([^"]*)"', page).group(1)  # type: ignore[union-attr]
        for name in ("shows", "map")
    }
    asked = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "board"}
    assert client.get(BOARD, held, **asked).status_code == 204
    Alert.objects.filter(pk=alert.pk).update(act="another word")
    moved = client.get(BOARD, held, **asked)
    assert f'id="a-{alert.number}"' in moved.content.decode(), "the row"
    assert "HX-Trigger" not in moved.headers and "map" not in moved.content.decode()
    later = call(cast, place=luma, level="ongoing", act="shots heard")
    sent = client.get(BOARD, held, **asked)
    assert f"{later}" in sent.content.decode() and sent.headers["HX-Trigger"] == "map-changed"
    drawn = client.get(BOARD, **asked | {"HTTP_HX_TARGET": "board-map"}).content.decode()
    assert 'class="m-alert ongoing"' in drawn and "alert-row" not in drawn


def test_situation_and_area_list_and_draw_the_open_alerts_of_the_reader(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    page = read(sign_in(cast.amina), SITUATION)
    rows = part(page, "alerts")
    assert rows.index(str(alert)) < rows.index("Tolo"), "the nearest harm first"
    assert f'"id": "alert-{alert.number}"' in page and '"alert": "imminent"' in page
    assert str(alert.owner_post) in rows and "2 of 2 shown" in rows
    south = part(read(sign_in(cast.amina), SITUATION, area="south"), "alerts")
    assert "Tolo" in south and str(alert) not in south
    own = read(sign_in(cast.hofo), AREA)
    assert str(alert) in part(own, "alerts") and "Tolo" not in own
    assert 'class="m-alert imminent"' in part(own, "map")


def test_the_page_of_a_place_has_its_alerts_with_level_clock_and_owner(
    cast: Cast, sign_in: Any, alert: Alert, luma: Place
) -> None:
    url = f"/m/luma/places/{luma.pk}/"
    later = call(cast, place=luma, level="watch", act="market emptied")
    rows = part(read(sign_in(cast.hofo), url), "alerts")
    assert rows.index(str(alert)) < rows.index(str(later)), "the nearest harm first"
    assert "Imminent" in rows and "2 open" in rows
    assert "data-due=" in rows and str(alert.owner_post) in rows
    assert "not acknowledged" in rows
    far = make.place(cast.mission, "Welat", area=cast.north, latitude=9.5, longitude=31.7)
    calm = part(read(sign_in(cast.hofo), f"/m/luma/places/{far.pk}/"), "alerts")
    assert "No alert is not calm" in calm and str(alert) not in calm


def test_who_reads_places_and_no_alerts_meets_no_word_of_them(
    cast: Cast, sign_in: Any, alert: Alert, luma: Place
) -> None:
    client = sign_in(cast["drafter"])
    for url in (SITUATION, AREA, f"/m/luma/places/{luma.pk}/"):
        answer = client.get(url)
        page = answer.content.decode()
        assert answer.status_code == 200, url
        assert str(alert) not in page and 'id="alerts"' not in page and "m-alert" not in page, url
