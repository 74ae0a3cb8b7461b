"""Saying where, in a browser: what belongs to one answer shows with it, and an area is drawn."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.site.shots import BROWSER, browser, open_page, session
from tutela_web.warning.delivery_models import Listening

pytestmark = BROWSER
LISTEN = "/m/luma/alerts/listening/new/"
PARTS = {"areas": "#id_areas_0", "place": "#id_place_said", "polygon": "#id_polygon"}


def test_only_what_belongs_to_the_chosen_where_is_shown(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    make.place(cast.mission, "Luma", latitude=7.1, longitude=30.2, area=cast.north)
    cookies = session(sign_in, cast.boris, live_server.url)
    with browser() as found:
        page = open_page(found, live_server.url + LISTEN, cookies=cookies)
        for chosen in ("all", "areas", "place", "polygon", "all", "place"):
            page.locator(f"input[name=where][value={chosen}]").check()
            for part, field in PARTS.items():
                expect(page.locator(field)).to_be_visible(visible=part == chosen)
        expect(page.locator("#id_digest_at")).to_be_hidden()
        page.locator("#id_digest").select_option("daily")
        expect(page.locator("#id_digest_at")).to_be_visible()
        page.locator("#id_digest_at").fill("18:00")
        page.locator("#id_place_said").fill("Nowhere")
        page.get_by_role("button", name="Listen").click()
        expect(page.get_by_text("No one place with a point").first).to_be_visible()
        expect(page.locator("#id_place_said")).to_be_visible()  # come back as it was sent
        page.locator("#id_place_said").fill("Luma")
        page.get_by_role("button", name="Listen").click()
        expect(page.get_by_text("Luma, 30 km")).to_be_visible()
        page.context.close()
    assert Listening.objects.get().polygon is not None


def test_without_scripts_every_way_to_say_where_is_there(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    with browser() as found:
        context = found.new_context(java_script_enabled=False)
        context.add_cookies(session(sign_in, cast.boris, live_server.url))
        page = context.new_page()
        page.goto(live_server.url + LISTEN)
        for field in (*PARTS.values(), "#id_digest_at"):
            expect(page.locator(field)).to_be_visible()
        context.close()
