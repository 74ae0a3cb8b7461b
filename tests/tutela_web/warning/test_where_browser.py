"""Saying where, in a browser: what belongs to one answer shows with it, and an area is drawn."""

from __future__ import annotations

import json
import os
import re
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, expect
from shapely.geometry import Polygon, shape

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import (
    AXE,
    BROWSER,
    FACES,
    LOOK,
    LOOPBACK,
    browser,
    is_its_turn,
    open_page,
    session,
    violations,
)
from tests.tutela_web.warning.story import at_desk
from tutela_web.warning.delivery_models import FeedHazard, Listening
from tutela_web.warning.feed.verbs import turn

pytestmark = BROWSER
LISTEN = "/m/luma/alerts/listening/new/"
RELEASE = "/m/luma/alerts/feed/release/"
PARTS = {"areas": "#id_areas_0", "place": "#id_place_said", "polygon": "[data-draws]"}


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
        page.get_by_role("button", name="Subscribe").click()
        expect(page.get_by_text("No single place with a point").first).to_be_visible()
        expect(page.locator("#id_place_said")).to_be_visible()  # come back as it was sent
        page.locator("#id_place_said").fill("Luma")
        page.get_by_role("button", name="Subscribe").click()
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
        for field in ("#id_areas_0", "#id_place_said", "#id_polygon", "#id_digest_at"):
            expect(page.locator(field)).to_be_visible()
        expect(page.locator("[data-draws]")).to_be_hidden()
        context.close()


def in_parts(route: Route) -> None:
    """A file as the house gives it, in parts; the server of tests knows none."""
    data = (LOOK / "static/tutela/basemap.pmtiles").read_bytes()
    part = re.fullmatch(r"bytes=(\d+)-(\d+)", route.request.headers.get("range", ""))
    first, last = (int(part[1]), min(int(part[2]), len(data) - 1)) if part else (0, len(data) - 1)
    told = f"bytes {first}-{last}/{len(data)}"
    route.fulfill(status=206, body=data[first : last + 1], headers={"Content-Range": told})


def drawn(page: Page, *corners: tuple[int, int]) -> None:
    """Wait for the map and press on it, in points from its middle."""
    page.locator("[data-map][data-ready]").wait_for(timeout=120_000)  # base map, tiles drawn
    canvas = page.locator(".maplibregl-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for x, y in corners:
        press = canvas.tap if page.evaluate("navigator.maxTouchPoints") else canvas.click
        press(position={"x": box["width"] / 2 + x, "y": box["height"] / 2 + y})


def polygon(page: Page) -> Any:
    """What stands in the form's field; None where nothing does."""
    text = page.locator("#id_polygon").input_value()
    return json.loads(text) if text else None


def test_an_area_is_drawn_moved_taken_back_and_kept(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    cookies = session(sign_in, cast.boris, live_server.url)
    with browser() as found:
        page = open_page(found, live_server.url + LISTEN, cookies=cookies)
        asked = "performance.getEntriesByType('resource').filter(e => e.name.includes('pmtiles'))"
        assert page.evaluate(asked) == []  # no map is drawn until one is wanted
        page.locator("input[name=where][value=polygon]").check()
        said = page.locator("[data-draw-said]")
        drawn(page, (-80, -60), (80, -60))
        expect(said).to_have_text("Corners: 2. An area needs three at least.")
        drawn(page, (80, 60), (-80, 60))
        expect(said).to_contain_text("Corners: 4. About")
        first = polygon(page)
        assert first["type"] == "Polygon" and len(first["coordinates"][0]) == 5
        expect(page.locator("#id_polygon")).to_be_hidden()  # the text is folded behind the map

        corner = page.locator(".draw-corner").nth(2)
        box = corner.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 8, box["y"] + 8)
        page.mouse.down()
        page.mouse.move(box["x"] - 100, box["y"] - 200, steps=5)
        page.mouse.up()
        expect(said).to_have_text("A line crosses another: move a corner or take it back.")
        page.get_by_role("button", name="Take back").click()
        assert polygon(page) == first
        page.get_by_role("button", name="Clear").click()
        assert polygon(page) is None
        page.get_by_role("button", name="Take back").click()
        assert polygon(page) == first
        page.locator("#id_name").fill("The triangle")
        page.get_by_role("button", name="Subscribe").click()
        page.get_by_role("link", name="The triangle").click()
        page.locator("[data-map][data-ready]").wait_for(timeout=120_000)
        expect(page.locator(".draw-corner")).to_have_count(4)
        page.context.close()
    kept = Listening.objects.get().polygon
    assert kept is not None
    assert shape(kept).equals_exact(shape(first), 1e-4) or shape(kept).equals(shape(first))


def test_an_area_is_drawn_with_the_keyboard_alone(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    cookies = session(sign_in, cast.boris, live_server.url)
    with browser() as found:
        page = open_page(found, live_server.url + LISTEN, cookies=cookies)
        page.locator("input[name=where][value=polygon]").focus()
        page.keyboard.press("Space")
        page.locator("[data-map][data-ready]").wait_for(timeout=120_000)
        page.keyboard.press("Tab")
        expect(page.locator(".maplibregl-canvas")).to_be_focused()
        expect(page.locator(".draw-cross")).to_be_visible()
        said = page.locator("[data-draw-said]")
        for n, way in enumerate(("ArrowRight", "ArrowDown", "ArrowLeft"), 1):
            page.keyboard.press("Enter")
            expect(page.locator(".draw-corner")).to_have_count(n)
            page.keyboard.press(way)
            page.wait_for_timeout(600)  # the map moves
        expect(said).to_contain_text("Corners: 3. About")
        begun = polygon(page)["coordinates"][0]
        page.locator(".draw-corner").first.focus()
        for _n in range(3):
            page.keyboard.press("ArrowUp")
        moved = polygon(page)["coordinates"][0]
        assert moved[0][1] > begun[0][1] and moved[1] == begun[1]
        page.keyboard.press("+")
        expect(said).to_contain_text("Corners: 4")
        expect(page.locator(".draw-corner").nth(1)).to_be_focused()
        page.keyboard.press("Delete")
        assert polygon(page)["coordinates"][0] == moved
        page.get_by_role("button", name="Take back").press("Enter")
        page.get_by_role("button", name="Take back").press("Enter")
        page.get_by_role("button", name="Take back").press("Enter")
        assert polygon(page)["coordinates"][0] == begun
        page.get_by_role("button", name="Corner at the middle of the map").press("Enter")
        expect(said).to_contain_text("Corners: 4")
        page.context.close()


def test_an_area_of_several_parts_is_shown_and_not_spoilt_by_a_click(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    parts = {
        "type": "MultiPolygon",
        "coordinates": [
            [[[30, 7], [31, 7], [31, 8], [30, 7]]],
            [[[32, 7], [33, 7], [33, 8], [32, 7]]],
        ],
    }
    cookies = session(sign_in, cast.boris, live_server.url)
    with browser() as found:
        page = open_page(found, live_server.url + LISTEN, cookies=cookies)
        page.locator("input[name=where][value=polygon]").check()
        page.locator("[data-map][data-ready]").wait_for(timeout=120_000)
        page.get_by_text("The area as text").click()
        page.locator("#id_polygon").fill(json.dumps(parts))
        page.locator("#id_polygon").blur()
        said = page.locator("[data-draw-said]")
        expect(said).to_contain_text("several parts")
        drawn(page, (0, 0))
        assert polygon(page) == parts
        page.get_by_role("button", name="Clear").click()
        drawn(page, (0, 0))
        expect(said).to_contain_text("Corners: 1")
        page.get_by_role("button", name="Subscribe").click()
        expect(page.get_by_text("no area").first).to_be_visible()  # a corner alone is refused
        assert Listening.objects.count() == 0
        page.context.close()


def test_a_hazard_is_released_in_a_drawn_area(live_server: Any, cast: Cast, sign_in: Any) -> None:
    make.place(cast.mission, "Luma", latitude=7.1, longitude=30.2, area=cast.north)
    turn(on=True, by=at_desk(cast, "head_of_mission"))
    cookies = session(sign_in, cast["head_of_mission"], live_server.url)
    with browser() as found:
        page = open_page(found, live_server.url + RELEASE, cookies=cookies)
        page.locator("input[name=kind][value=floods]").check()
        page.get_by_text("Draw the area instead").click()
        drawn(page, (-40, -40), (40, -40), (0, 40))
        page.locator("#id_instruction").select_option(index=3)
        page.locator("#id_sure").check()
        release = page.get_by_role("button", name="Release to the public")
        release.click()
        expect(page.get_by_text("Name the place").first).to_be_visible()
        expect(page.locator(".draw-corner")).to_have_count(3)  # come back as it was drawn
        corners = polygon(page)["coordinates"][0]
        page.locator("#id_place_said").fill("Luma")
        page.locator("#id_sure").check()
        release.click()
        expect(page.get_by_text("Released.")).to_be_visible()
        page.context.close()
    hazard = FeedHazard.objects.get()
    assert hazard.area_name == "Luma"
    told = Polygon([(lon, lat) for lat, lon in hazard.shape["polygon"]])
    assert told.contains(Polygon(corners))
    assert all(round(n * 20, 6).is_integer() for point in hazard.shape["polygon"] for n in point)


OPENED = [
    ("listen", LISTEN, "input[name=where][value=polygon]"),
    ("release", RELEASE, "#what details > summary >> nth=0"),
]
"""A page with a map to draw on, and what is pressed to see it."""


def test_the_map_to_draw_on_in_every_face(
    live_server: Any, cast: Cast, sign_in: Any, tmp_path: Path
) -> None:
    head = cast["head_of_mission"]
    turn(on=True, by=at_desk(cast, "head_of_mission"))
    folder = Path(os.environ.get("TUTELA_SHOTS") or tmp_path)
    wrong: list[str] = []
    with browser() as found:
        for held, opened in product(enumerate(FACES), enumerate(OPENED)):
            (turned, (width, lang, theme)), (number, (name, path, opens)) = held, opened
            if not is_its_turn(turned + number):
                continue
            head.language = lang
            head.save(update_fields=["language"])
            cookies = session(sign_in, head, live_server.url)
            problems: list[str] = []
            page = open_page(
                found,
                live_server.url + path,
                width=width,
                lang=lang,
                theme=theme,
                cookies=cookies,
                problems=problems,
            )
            page.context.route("**/basemap.pmtiles", in_parts)
            page.locator(opens).click()
            drawn(page, (-70, -60), (60, -80), (90, 40), (-30, 80))
            expect(page.locator(".draw-corner")).to_have_count(4)
            page.locator(".draw-corner").nth(2).focus()
            page.screenshot(path=folder / f"draw-{name}-{width}-{theme}-{lang}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                problems.append("wider than the window")
            asked = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
            problems += [
                f"asked {a}" for a in asked if urlsplit(a).hostname not in {*LOOPBACK, None}
            ]
            page.evaluate("scrollTo(0, 0)")  # else the bar lies upon the links below it
            problems += violations(page, axe=AXE)
            wrong += [f"{path}: {problem}" for problem in problems]
            page.context.close()
    assert wrong == []
