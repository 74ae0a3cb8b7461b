"""The board in a browser: what it says aloud, and that nobody's board goes dark."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import AXE, BROWSER, FACES, browser, open_page, session, violations
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.warning.alerts.verbs import issue, set_level
from tutela_web.warning.board import queries
from tutela_web.warning.models import Alert

pytestmark = BROWSER
BOARD = "/m/luma/alerts/"
ASK = "htmx.trigger(document.body, 'changed')"


def test_a_new_alert_is_said_by_level_and_number_and_never_by_place(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    first = call(cast, place=luma)
    with browser() as found:
        page = open_page(
            found, live_server.url + BOARD, cookies=session(sign_in, cast.boris, live_server.url)
        )
        calm, near = (
            page.locator("[role=status][data-says]"),
            page.locator("[role=alert][data-says]"),
        )
        page.evaluate(ASK)
        page.wait_for_timeout(1000)
        expect(near).to_be_empty()  # what stood there already is not new
        shots, burning = call(cast, place=luma, level="ongoing"), call(cast, place=luma)
        watched = call(cast, place=luma, level="watch")
        page.evaluate(ASK)
        expect(near).to_have_text(f"New alert: Ongoing, {shots}; Imminent, {burning}")
        expect(calm).to_have_text(f"New alert: Watch, {watched}")
        page.evaluate(ASK)
        page.wait_for_timeout(1000)
        later = call(cast, place=luma, level="warning")
        page.evaluate(ASK)
        expect(calm).to_have_text(f"New alert: Warning, {later}")
        assert str(first) not in near.inner_text()
        page.context.close()


SHOWN = """() => [...document.querySelectorAll('#board-rows > [id]')].map((row) => {
  const still = row.cloneNode(true);
  for (const at of still.querySelectorAll('time, [role=timer], .clock-chip')) at.remove();
  return still.outerHTML.replace(/ (class|style)="[^"]*"/g, '').replace(/\\s+/g, ' ');
})"""


def test_one_changed_alert_of_a_hundred_sends_one_row_and_the_board_is_as_if_opened_anew(
    live_server: Any, cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BOARD_PART", 200)
    alerts = [call(cast, level="warning") for _n in range(100)]
    with browser() as found:
        page = open_page(
            found,
            live_server.url + BOARD,
            cookies=session(sign_in, cast["joc_duty_officer"], live_server.url),
        )
        expect(page.locator(".alert-row")).to_have_count(100)

        def asked() -> str:
            with page.expect_response(lambda answer: "shows=" in answer.url) as answer:
                page.evaluate(ASK)
            return str(answer.value.text())

        issue(alerts[40], by=at_desk(cast, "joc_duty_officer"))
        sent = asked()
        assert sent.count("alert-row") == 1 and len(sent) < 10_000
        burning = call(cast, level="ongoing")  # the nearest harm, so the first row
        sent = asked()
        assert sent.count("alert-row") == 1 and len(sent) < 10_000
        expect(page.locator(".alert-row").first).to_have_id(f"a-{burning.number}")
        expect(page.locator("[role=alert][data-says]")).to_have_text(
            f"New alert: Ongoing, {burning}"
        )
        set_level(alerts[70], "imminent", by=at_desk(cast, "joc_duty_officer"), why="seen near")
        sent = asked()  # moved: taken from its place, put at its new one
        assert sent.count("alert-row") == 1 and len(sent) < 10_000
        page.wait_for_timeout(500)
        kept = page.evaluate(SHOWN)
        page.reload()
        assert page.evaluate(SHOWN) == kept and len(kept) == 101
        page.context.close()


def seen_hours_ago(key: str, hours: float) -> None:
    kept = SessionStore(key)
    kept["seen"] -= int(hours * 3600)
    kept.save()


def test_a_board_nobody_sits_at_warns_and_then_shows_nothing(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    call(cast, place=luma, act="threat to burn the village")
    cookies = session(sign_in, cast.boris, live_server.url)
    key = cookies[0]["value"]
    with browser() as found:
        page = open_page(found, live_server.url + BOARD, cookies=cookies)
        note = page.locator("[data-idle-note]")
        seen_hours_ago(key, 1.5)
        page.evaluate(ASK)
        page.wait_for_timeout(1000)
        expect(note).to_be_hidden()
        seen_hours_ago(key, 0.4)
        page.evaluate(ASK)
        expect(note).to_be_visible()
        assert violations(page, axe=AXE) == []
        with page.expect_navigation():  # the link opens the board anew, with its scripts
            note.get_by_role("link", name="Stay signed in").click()
        expect(note).to_be_hidden()
        page.evaluate(ASK)
        page.wait_for_timeout(1000)
        expect(note).to_be_hidden()

        seen_hours_ago(key, 2.1)
        page.evaluate(ASK)
        expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
        left = page.locator("html").inner_html()
        for known in ("Luma", "burn the village", "AL-0", "ticket", str(cast.boris)):
            assert known not in left
        assert page.title() == "Tutela"
        assert violations(page, axe=AXE) == []
        page.get_by_role("link", name="Sign in").click()
        expect(page.get_by_text("Nothing was done for a while")).to_be_visible()
        assert "next=/m/luma/alerts/" in page.url.replace("%2F", "/")
        page.context.close()


def test_a_board_cut_off_goes_dark_by_itself_unless_somebody_is_there(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    call(cast)
    with browser() as found:
        for there in (True, False):
            context = found.new_context()
            context.add_cookies(session(sign_in, cast.boris, live_server.url))
            page = context.new_page()
            page.clock.install()
            page.goto(live_server.url + BOARD)
            expect(page.locator(".alert-row")).to_have_count(1)
            context.set_offline(True)
            for _n in range(5):  # half hours
                page.clock.run_for(1_800_000)
                if there:
                    page.keyboard.press("Shift")
            expect(page.locator(".alert-row")).to_have_count(int(there))
            out = page.get_by_role("heading", name="You are signed out")
            expect(out).to_have_count(int(not there))
            context.close()


def test_signed_out_in_every_face(
    live_server: Any, cast: Cast, sign_in: Any, tmp_path: Path
) -> None:
    boris = cast.boris
    call(cast)
    folder = Path(os.environ.get("TUTELA_SHOTS") or tmp_path)
    for face in FACES:
        boris.language = face[1]
        boris.save(update_fields=["language"])
        cookies = session(sign_in, boris, live_server.url)
        assert signed_out(live_server, cookies, face, folder) == [], face
    assert Alert.objects.count() == 1


def signed_out(
    live_server: Any, cookies: list[dict[str, Any]], face: tuple[int, str, str], folder: Path
) -> list[str]:
    """What is wrong with the warning of an idle board, and with the page it leaves."""
    width, lang, theme = face
    problems: list[str] = []
    with browser() as found:
        page = open_page(
            found, live_server.url + BOARD, width=width, lang=lang, theme=theme, cookies=cookies
        )
        seen_hours_ago(cookies[0]["value"], 1.9)
        page.evaluate(ASK)
        expect(page.locator("[data-idle-note]")).to_be_visible()
        page.screenshot(path=folder / f"idle-{width}-{theme}-{lang}.png")
        problems += violations(page, axe=AXE)
        seen_hours_ago(cookies[0]["value"], 1.9)
        page.evaluate(ASK)
        expect(page.locator("main h1")).to_have_count(1)
        expect(page.locator("header")).to_have_count(0)
        page.screenshot(path=folder / f"out-{width}-{theme}-{lang}.png")
        problems += violations(page, axe=AXE)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        page.context.close()
    return problems + ([f"{wide} px wider than the window"] if wide > 0 else [])
