"""A desk that rings, in a browser: silent until somebody switched it on there, and it says so."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import AXE, BROWSER, browser, face, open_in, session, violations
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.warning.alerts.verbs import record
from tutela_web.warning.models import DeskSilence

pytestmark = BROWSER
BOARD = "/m/luma/alerts/"
ASK = "htmx.trigger(document.body, 'changed')"
COUNTED = """(() => {
  const start = OscillatorNode.prototype.start;
  window.tones = 0;
  OscillatorNode.prototype.start = function (at) {
    window.tones += 1;
    return start.call(this, at);
  };
})()"""


def tones(page: Page) -> int:
    """How many tones this page has made."""
    return int(page.evaluate("window.tones"))


def rings_past(page: Page, before: int) -> bool:
    """Whether it sounds again, within some seconds."""
    for _turn in range(100):
        if tones(page) > before:
            return True
        page.wait_for_timeout(100)
    return False


def test_a_board_says_silent_until_it_is_tested_and_rings_until_somebody_answers(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    problems: list[str] = []
    with browser() as found:
        cookies = session(sign_in, cast.hofo, live_server.url)
        context = face(found, live_server.url, cookies=cookies)
        context.add_init_script(COUNTED)
        page = open_in(context, live_server.url + BOARD, problems)
        silent = page.locator("[data-silent]")
        expect(silent).to_contain_text("The sound is not switched on in this browser")
        alert = call(cast, level="ongoing", place=luma)
        page.evaluate(ASK)
        expect(page.locator("#rings")).to_contain_text("1 alert waits for an answer")
        page.locator("h1").click()
        page.wait_for_timeout(1500)
        assert tones(page) == 0, "a click is no switch: nothing sounds where nobody asked for it"
        expect(silent).to_be_visible()
        assert violations(page, axe=AXE) == []

        page.get_by_role("button", name="Test the sound").click()
        expect(silent).to_be_hidden()
        expect(page.locator("[data-tested]")).to_contain_text("Three tones")
        assert rings_past(page, 5), "the test, and the alert that waits"
        expect(page).to_have_title("1 alert waits")
        expect(page).not_to_have_title("1 alert waits")
        assert "Luma" not in page.locator("[data-desk]").inner_text()

        page.get_by_text("Keep this desk silent").click()
        page.get_by_role("button", name="5 min", exact=True).click()
        expect(page.locator("#silence")).to_contain_text(f"{cast.hofo}")
        expect(page.locator("#silence")).to_contain_text("SILENT until")
        before = tones(page)
        call(cast, level="ongoing", place=luma)
        page.evaluate(ASK)
        expect(page.locator("#rings")).to_contain_text("2 alerts wait")
        page.wait_for_timeout(1500)
        assert tones(page) == before and DeskSilence.objects.count() == 1
        page.get_by_role("button", name="Sound again").click()
        assert rings_past(page, before)

        assert problems == []
        context.set_offline(True)
        expect(silent).to_contain_text("No connection")
        context.set_offline(False)
        expect(silent).to_be_hidden()
        for one in (alert, *type(alert).objects.exclude(pk=alert.pk)):
            record(one, "acknowledged", by=at_desk(cast, "head_of_field_office"))
        page.evaluate(ASK)
        expect(page.locator("#rings")).to_have_count(0)
        expect(page).not_to_have_title("2 alerts wait")

        page.reload()  # a browser may hold the sound back until it is touched: then it says so
        expect(silent).to_contain_text("until somebody clicks or presses")
        page.keyboard.press("Tab")
        expect(silent).to_be_hidden()
        page.get_by_text("The sound is on").click()
        page.get_by_role("button", name="Turn the sound off here").click()
        expect(silent).to_be_visible()
        context.close()


def test_a_desk_fits_a_telephone(live_server: Any, cast: Cast, sign_in: Any) -> None:
    call(cast, level="ongoing")
    with browser() as found:
        cookies = session(sign_in, cast.hofo, live_server.url)
        context = face(found, live_server.url, width=360, height=740, cookies=cookies)
        page = open_in(context, live_server.url + BOARD)
        expect(page.locator("#rings")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        context.close()
