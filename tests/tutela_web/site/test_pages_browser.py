"""The main pages in a real browser, on a phone and on a desk, in English and in Arabic.

Nothing is asked of another host, the policy of pages is kept, no serious finding, nothing wider
than the window, and the two pages met first are light enough for a slow line.
"""

from __future__ import annotations

import gzip
import re
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.counts import counted, turn
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.look.shots import BROWSER, browser, faults, open_page, session
from tests.tutela_web.planted import Planted, plant

PAGES = (
    "/",
    "/m/luma/now/first-days/",
    "/m/luma/inbox/",
    "/m/luma/pages/",
    "/m/luma/help/",
    "/m/luma/help/alerts/",
    "/m/luma/",
    "/m/luma/area/",
    "/m/luma/changes/",
    "/m/luma/not-known/",
    "/m/luma/duty/?q=PLACENORTH",
    "/m/luma/search/?q=PLACENORTH",
    "/m/luma/places/",
    "/m/luma/places/{place}/",
    "/m/luma/places/{place}/record/",
    "/m/luma/actors/",
    "/m/luma/actors/{actor}/",
    "/m/luma/bases/",
    "/m/luma/units/",
    "/m/luma/risks/",
    "/m/luma/risks/{risk}/",
    "/m/luma/risks/weeks/",
    "/m/luma/incidents/",
    "/m/luma/incidents/new/",
    "/m/luma/incidents/{incident}/",
    "/m/luma/incidents/{incident}/edit/",
    "/m/luma/incidents/{incident}/history/",
    "/m/luma/events/",
    "/m/luma/imports/",
    "/m/luma/roster/",
)
WHOLE_FILES_ONLY = "Server returned no content-length header"
"""What the base map's reader says of the server of tests, which gives no parts of files."""
FIRST_LOAD = 200_000
"""Bytes, compressed: about 13 seconds at 128 kbit/s."""

pytestmark = BROWSER


@pytest.fixture(scope=once_a_file)
def planted_once(build_once: Any) -> tuple[Cast, Planted]:
    """The cast, and of everything something."""

    def build() -> tuple[Cast, Planted]:
        cast = assemble()
        return cast, plant(cast)

    made: tuple[Cast, Planted] = build_once(build)
    return made


@pytest.fixture
def cast(planted_once: tuple[Cast, Planted]) -> Cast:
    return deepcopy(planted_once[0])


def test_the_main_pages_keep_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, planted_once: tuple[Cast, Planted]
) -> None:
    ids = {kind: found[0] for kind, found in planted_once[1].ids.items()}
    pages = {cast.amina: [path.format(**ids) for path in PAGES]}
    assert [
        fault
        for fault in faults(live_server, sign_in, pages, "main")
        if WHOLE_FILES_ONLY not in fault
    ] == []


def drawn(page: Any) -> str:
    """The address of the tiles that the map draws its events from."""
    sources = "document.querySelector('[data-map]').map.getStyle().sources"
    return str(page.evaluate(f"{sources}.events.tiles[0]"))


def test_the_weeks_of_the_situation_are_played_to_the_end_and_stop_there(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    cookies = session(sign_in, cast.amina, live_server.url)
    url = f"{live_server.url}/m/luma/?since=2018-11-26"
    with browser() as found:
        page = open_page(found, url, cookies=cookies)
        button, until = page.locator("[data-play]"), page.locator(".weeks input[name=until]")
        told = page.locator("[data-asof]")
        button.wait_for(state="visible")
        live, drawing = page.locator("[data-map]"), page.locator("[data-map] > .plain svg")
        assert live.get_attribute("data-ready") is not None or drawing.is_visible()
        page.locator("[data-map][data-ready]").wait_for(timeout=120_000)  # base map, tiles drawn
        assert not drawing.is_visible(), "the live map took the place of the drawing"
        assert button.inner_text() == "One week on" and not told.is_visible()  # motion is unwelcome
        button.focus()
        page.keyboard.press("Enter")
        assert "until=2018-12-02" in drawn(page)
        assert until.input_value() == "2018-12-02"
        assert told.inner_text().startswith("On the map: events of 26 Nov 2018 to 2 Dec 2018.")
        page.wait_for_timeout(1500)
        assert until.input_value() == "2018-12-02"  # nothing goes on by itself
        page.emulate_media(reduced_motion="no-preference")
        expect(button).to_have_text("Play")  # a busy machine is a moment behind
        button.press("Enter")
        expect(button).to_have_text("Stop")  # a busy machine is a moment behind
        button.press("Enter")
        expect(button).to_have_text("Play")
        assert "2018-12-09" <= until.input_value() < "2019-01-06"
        button.click()
        expect(button).to_have_text("Play", timeout=120_000)  # the end: it stands still
        assert "until=2018-12-31" in drawn(page)
        assert until.input_value() == "2019-01-06"
        assert "to 31 Dec 2018" in told.inner_text()  # no day after today is promised
        page.context.close()


HIT = """nodes => nodes.filter(node => !node.hidden).map(node => {
  const box = node.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
  const around = [[-21, 0], [21, 0], [0, -21], [0, 21]].map(([dx, dy]) => [x + dx, y + dy]);
  const seen = around.filter(([x, y]) => x > 0 && y > 0 && x < innerWidth && y < innerHeight);
  return seen.every(([x, y]) => {
    const hit = document.elementFromPoint(x, y);
    return hit === node || !hit.closest(".map-over");
  });
})"""


def test_a_finger_hits_one_sign_of_the_map(live_server: Any, cast: Cast, sign_in: Any) -> None:
    """44 px for each sign on a telephone, and no two of them over each other."""
    cookies = session(sign_in, cast.amina, live_server.url)
    with browser() as found:
        page = open_page(found, f"{live_server.url}/m/luma/", cookies=cookies, width=360)
        ask = page.locator("[data-map] .map-ask")
        if ask.count():
            ask.click()
        page.locator("[data-map] .mk").first.wait_for(state="visible", timeout=120_000)
        page.locator("[data-map]").scroll_into_view_if_needed()
        hit = page.locator("[data-map] .mk").evaluate_all(HIT)
        assert hit and all(hit), hit
        page.context.close()


AT_ONCE = """
const look = new MutationObserver(() => {
  const button = document.querySelector("[data-play]");
  if (button && !button.hidden) { look.disconnect(); button.click(); }
});
look.observe(document, { subtree: true, childList: true, attributes: true });
"""


def test_a_week_asked_for_before_the_map_is_there_is_drawn_when_it_is(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    with browser() as found:
        context = found.new_context(reduced_motion="reduce")
        context.add_cookies(session(sign_in, cast.amina, live_server.url))
        page = context.new_page()
        page.add_init_script(AT_ONCE)
        with page.expect_request(re.compile("/tiles/.*until=2018-12-02"), timeout=60_000):
            page.goto(f"{live_server.url}/m/luma/?since=2018-11-26")
        context.close()


@pytest.mark.parametrize("path", ["/", "/m/luma/incidents/new/"])
def test_the_pages_met_first_are_light(
    live_server: Any, cast: Cast, sign_in: Any, path: str
) -> None:
    cookies = session(sign_in, cast.amina, live_server.url)
    loaded: dict[str, int] = {}
    with browser() as found:
        context = found.new_context(viewport={"width": 360, "height": 760})
        context.add_cookies(cookies)
        page = context.new_page()
        page.on(
            "requestfinished",
            lambda r: loaded.__setitem__(r.url, len(gzip.compress(r.response().body()))),
        )
        page.goto(live_server.url + path, wait_until="networkidle")
        assert page.locator("main h1").count() == 1
        context.close()
    assert any(url.endswith(".css") for url in loaded)
    assert sum(loaded.values()) < FIRST_LOAD, loaded


def test_a_page_fetches_the_arabic_face_only_where_it_is_read(
    live_server: Any, cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with browser() as chromium:
        for language, fetched in (("en", False), ("fr", False), ("ar", True)):
            for path, person in (("/account/login/", None), ("/m/luma/alerts/", cast.amina)):
                page = open_page(
                    chromium,
                    live_server.url + path,
                    lang=language,
                    cookies=session(sign_in, person, live_server.url) if person else (),
                )
                asked = page.evaluate(
                    "performance.getEntriesByType('resource').map(one => one.name)"
                )
                faces = [url for url in asked if "noto-sans-arabic" in url]
                assert bool(faces) == fetched, (language, path, faces)
                page.context.close()


CLICKS = {
    "joc_duty_officer": [r"/alerts/[0-9a-f-]{36}/$"],
    "unit_commander": [r"/taskings/$"],
    "analyst": [r"/changes/$"],
    "drafter": [r"/drafts/sections/[0-9a-f-]{36}/$"],
    "chief_of_staff": [r"/alerts/[0-9a-f-]{36}/$", r"/decision/$"],
    "partner": [r"/trends/$"],
    "auditor": [r"/audit/$"],
}
"""Tasks by post, as links that are clicked one after the other from the first page."""


@pytest.mark.parametrize("width", counted([(360, 1440)[turn(2)]], [360, 1440]))
def test_tasks_are_clicked_to_from_the_first_page(
    live_server: Any, cast: Cast, sign_in: Any, width: int
) -> None:
    """Two of the posts with each change, all in proof: each link is seen, and is not under
    another thing."""
    posts = list(CLICKS)
    some = counted([posts[turn(len(posts))], posts[(turn() + 3) % len(posts)]], posts)
    with browser() as found:
        for who in some:
            cookies = session(sign_in, cast[who], live_server.url)
            page = open_page(found, live_server.url, cookies=cookies, width=width)
            for address in CLICKS[who]:
                # Read at once: a part that is fetched anew may change the links meanwhile.
                links = page.locator("main a[href]").evaluate_all(
                    "links => links.map(link => link.getAttribute('href'))"
                )
                wanted = [link for link in links if re.search(address, link.split("#")[0])]
                assert wanted, (who, width, address)
                page.locator(f'main a[href="{wanted[0]}"]').first.click()
                page.wait_for_url(re.compile(address.removesuffix("$")))
            assert page.locator("main h1").count() == 1
            page.context.close()
