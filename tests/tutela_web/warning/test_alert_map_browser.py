"""The board and its map in a browser: twelve alerts in one view at a desk; the map follows."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import AXE, BROWSER, browser, open_page, session, violations
from tests.tutela_web.warning.story import call, later
from tests.tutela_web.warning.test_board_browser import ASK, BOARD

pytestmark = BROWSER


def test_twelve_alerts_stand_in_one_view_beside_a_map_that_follows(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    levels = ("imminent", "warning", "watch")
    for n in range(12):
        place = make.place(
            cast.mission, f"Village {n}", area=cast.north, latitude=6 + n / 3, longitude=29 + n % 4
        )
        call(cast, place=place, level=levels[n % 3], how_many=20 + n, heading="the river")
    cookies = session(sign_in, cast["joc_duty_officer"], live_server.url)
    with browser() as found:
        page = open_page(found, live_server.url + BOARD, cookies=cookies)
        page.set_viewport_size({"width": 1440, "height": 900})
        rows, picture = page.locator(".alert-row"), page.locator("#board-map svg.ops").first
        expect(rows).to_have_count(12)
        page.get_by_role("button", name="Test the sound").click()  # armed, as a desk is kept
        expect(page.locator("[data-silent]")).to_be_hidden()
        expect(page.locator("#rings")).to_be_visible()
        last, beside = rows.last.bounding_box(), picture.bounding_box()
        assert last and beside
        assert last["y"] + last["height"] <= 900, "twelve rows without a scroll"
        assert beside["x"] >= last["x"] + last["width"] and beside["y"] < 600, "the map beside them"
        assert violations(page, axe=AXE) == []
        later(cast.mission, hours=26)
        page.reload()
        page.locator("h1").click()  # a browser sounds once somebody is there
        expect(page.locator("[data-silent]")).to_be_hidden()
        expect(page.locator(".alert-row.overdue")).to_have_count(12)
        last = rows.last.bounding_box()
        assert last and last["y"] + last["height"] <= 900, "nor when all are overdue"
        late = make.place(cast.mission, "Kodok", area=cast.north, latitude=9.9, longitude=32.1)
        call(cast, place=late, level="ongoing")
        page.evaluate(ASK)
        expect(page.locator("#board-map .m-alert.ongoing")).to_have_count(1)
        expect(page.locator("#board-map text", has_text="Kodok")).to_have_count(1)
        page.set_viewport_size({"width": 360, "height": 800})
        last, below = rows.last.bounding_box(), picture.bounding_box()
        assert last and below and below["y"] > last["y"], "on a telephone below the rows"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.context.close()
