"""Pages of the public feed and of listening in a browser: phone and desk, day and night, Arabic."""

from __future__ import annotations

import os
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.site.shots import CHROMIUM, browser, open_page, violations
from tests.tutela_web.site.test_pages_browser import AXE, session
from tests.tutela_web.warning.story import at_desk, call, later
from tutela_web.access.models import Post
from tutela_web.base import clock
from tutela_web.warning.feed_verbs import release, renew, turn, withdraw
from tutela_web.warning.jobs import listeners
from tutela_web.warning.listening import keep

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="front end not built"),
]

PAGES = ("", "feed/", "feed/release/", "feed/{hazard}/renew/", "listening/", "listening/new/",
         "listening/sent/")  # fmt: skip


@pytest.fixture(autouse=True)
def _database_beside_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser's driver runs a loop in this thread, which Django takes for asynchronous code."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    """Three notices, one of them withdrawn; three listenings; what was told and what waits."""
    hom = at_desk(cast, "head_of_mission")
    luma = make.place(cast.mission, "Luma", latitude=7.1, longitude=30.2, area=cast.north)
    bentu = make.place(cast.mission, "Bentu", latitude=7.9, longitude=30.9, area=cast.north)
    turn(on=True, by=hom)
    now = clock.now(cast.mission)
    week = {"onset": now, "expires": now + timedelta(days=7)}
    mined = release(by=hom, kind="mines", severity="Severe", certainty="Likely", place=luma,
                    instruction="stay_on_paths", **week)  # fmt: skip
    road = release(by=hom, kind="roads", severity="Moderate", certainty="Observed", place=luma,
                   to=bentu, instruction="do_not_travel", **week)  # fmt: skip
    renew(mined, {"expires": now + timedelta(days=14)}, by=hom)
    withdraw(road, by=hom, why="the engineers repaired the bridge")
    post = Post.objects.get(mission=cast.mission, role="head_of_mission")
    keep({"level_from": "imminent", "post": post, "quiet_from": time(22), "quiet_to": time(6)}, [],
         by=hom)  # fmt: skip
    keep({"level_from": "watch", "digest": "daily", "digest_at": time(18), "name": "All of it"},
         [cast.north, cast.south], by=hom)  # fmt: skip
    call(cast, place=luma)
    call(cast, place=bentu, level="ongoing", act="shots at the market")
    listeners()
    later(cast.mission, hours=10)
    listeners()
    call(cast, place=bentu, level="warning", act="armed men on the road")
    listeners()
    return {"hazard": mined.pk}


@pytest.mark.parametrize(("width", "lang", "theme"), [
    (360, "en", "light"), (1440, "en", "light"), (1440, "en", "dark"), (360, "ar", "dark"),
    (1440, "ar", "light"),
])  # fmt: skip
def test_the_pages_keep_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, ids: dict[str, Any], width: int, lang: str,
    theme: str,
) -> None:  # fmt: skip
    head = cast["head_of_mission"]
    head.language = lang
    head.save(update_fields=["language"])
    cookies = session(sign_in, head, live_server.url)
    wrong: list[str] = []
    folder = os.environ.get("TUTELA_SHOTS")
    with browser() as found:
        for number, address in enumerate(PAGES):
            path = f"/m/luma/alerts/{address.format(**ids)}"
            problems: list[str] = []
            page = open_page(found, live_server.url + path, width=width, lang=lang, theme=theme,
                             cookies=cookies, problems=problems)  # fmt: skip
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            wrong += [f"{path}: {wide} px wider than the window"] if wide > 0 else []
            wrong += [f"{path}: {told}" for told in (*problems, *violations(page, axe=AXE))]
            if folder:
                name = f"{number}-{width}-{theme}-{lang}.png"
                page.screenshot(path=Path(folder) / name, full_page=True)
            page.context.close()
    assert not wrong, "\n".join(wrong)
