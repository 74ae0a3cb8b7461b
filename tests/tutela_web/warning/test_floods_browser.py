"""A row of several alerts that somebody opened stays open while the board takes in what came."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import BROWSER, browser, open_page, session
from tests.tutela_web.warning.test_pages import ALERTS
from tests.tutela_web.warning.test_texts import kannel, text

__all__ = ["kannel"]

pytestmark = BROWSER


def test_an_opened_row_stays_open_and_words_are_read_on_the_board(
    live_server: Any, cast: Cast, client: Any, sign_in: Any, kannel: Any
) -> None:
    make.place(cast.mission, "Luma", area=cast.north, latitude=4.8, longitude=31.6)
    for n, words in enumerate(["1 Luma", "6 Luma", "zxq zxq"]):
        text(client, kannel, words, number=f"+21190000000{n}")
    desk = session(sign_in, cast["joc_duty_officer"], live_server.url)
    with browser() as found:
        page = open_page(found, live_server.url + ALERTS, cookies=desk)
        page.locator("details.flood > summary").click()
        row = page.locator("details.flood[open]")
        expect(row.locator(".alert-row")).to_have_count(2)
        text(client, kannel, "4 Luma", number="+211900000099")
        page.evaluate("htmx.trigger(document.body, 'changed')")
        expect(row.locator(".alert-row")).to_have_count(3)
        page.locator("#unread ~ article .sealed button").first.click()
        expect(page.locator("#board blockquote")).to_have_text("zxq zxq")
        page.context.close()
