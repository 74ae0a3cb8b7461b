"""The board on a telephone: who stands in a field reads twelve alerts on two screens."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.counts import counted, turn
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import AXE, BROWSER, browser, open_page, session, violations
from tests.tutela_web.warning.story import call, later
from tutela_web.warning.clocks.ticker import tick

pytestmark = BROWSER
TALL = 740
"""A telephone of 360 by 740."""
SITES = (
    "Cathedral of Bangassou",
    "Mosque of Tokoyo",
    "Hospital of Bangassou",
    "Gambo",
    "Pombolo",
    "Rafai road, 12 km east of Bangassou",
    "Yongofongo",
    "Niakari",
    "Bakouma",
    "Zemio",
    "Ndu",
    "Mbalazime",
)
LEVELS = ("ongoing", "ongoing", "imminent", "imminent", "warning", "watch")
FACES = [("en", "light"), ("en", "dark"), ("fr", "light"), ("ar", "light")]
MEASURED = """() => {
  const rows = [...document.querySelectorAll('#board-rows > article')];
  const boxes = rows.map((row) => row.getBoundingClientRect());
  const heads = rows.map((row) => row.querySelector('h2').getBoundingClientRect().width);
  const wide = document.documentElement.scrollWidth - innerWidth;
  return {n: rows.length, last: boxes.at(-1).bottom + scrollY, heads: Math.min(...heads), wide};
}"""


@pytest.mark.parametrize(("lang", "theme"), counted([FACES[turn() % 4]], FACES))
def test_twelve_alerts_stand_on_two_screens_of_a_telephone(
    lang: str, theme: str, live_server: Any, cast: Cast, sign_in: Any
) -> None:
    """Every one late, and nobody reached: each row carries the most that a row can say."""
    for at, site in enumerate(SITES):
        place = make.place(
            cast.mission, site, area=cast.north, latitude=4.5 + at / 5, longitude=22.8
        )
        call(
            cast,
            place=place,
            place_said=site,
            level=LEVELS[at % 6],
            act="threat to burn the village",
            how_many=60,
            heading="towards the river",
        )
    later(cast.mission, minutes=50)
    tick()
    desk = cast["joc_duty_officer"]
    desk.language = lang
    desk.save(update_fields=["language"])
    with browser() as found:
        page = open_page(
            found, live_server.url + "/m/luma/alerts/", width=360, height=TALL, lang=lang,
            theme=theme, cookies=session(sign_in, desk, live_server.url),
        )  # fmt: skip
        page.locator("[data-silent] [data-test-sound]").click()  # armed, as a board is kept
        page.locator("#rings").wait_for()
        page.locator("[data-silent]").wait_for(state="hidden")
        measured = page.evaluate(MEASURED)
        if folder := os.environ.get("TUTELA_SHOTS"):
            page.screenshot(path=Path(folder) / f"board-360-{theme}-{lang}.png", full_page=True)
        assert measured["n"] == len(SITES) and measured["wide"] <= 0
        assert measured["last"] <= 2 * TALL + 40, measured  # the line that says what rings
        assert measured["heads"] > 0
        assert not violations(page, axe=AXE)
        page.goto(live_server.url + "/m/luma/now/", wait_until="networkidle")
        tall = page.evaluate("document.getElementById('alerts').getBoundingClientRect().height")
        if folder := os.environ.get("TUTELA_SHOTS"):
            page.screenshot(path=Path(folder) / f"now-360-{theme}-{lang}.png", full_page=True)
        assert tall <= 2 * TALL, tall
        page.context.close()
