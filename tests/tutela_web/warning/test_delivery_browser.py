"""Pages of the public feed and of listening in a browser: phone and desk, day and night, Arabic."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import BROWSER, faults
from tests.tutela_web.warning.story import at_desk, call, later
from tutela_web.access.models import Post
from tutela_web.base import clock
from tutela_web.warning.feed.verbs import release, renew, turn, withdraw
from tutela_web.warning.jobs import listeners
from tutela_web.warning.listening.verbs import keep

pytestmark = BROWSER

PAGES = (
    "",
    "feed/",
    "feed/release/",
    "feed/{hazard}/renew/",
    "listening/",
    "listening/new/",
    "listening/sent/",
)


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    """Three notices, one of them withdrawn; three listenings; what was told and what waits."""
    hom = at_desk(cast, "head_of_mission")
    luma = make.place(cast.mission, "Luma", latitude=7.1, longitude=30.2, area=cast.north)
    bentu = make.place(cast.mission, "Bentu", latitude=7.9, longitude=30.9, area=cast.north)
    turn(on=True, by=hom)
    now = clock.now(cast.mission)
    week = {"onset": now, "expires": now + timedelta(days=7)}
    mined = release(
        by=hom,
        kind="mines",
        severity="Severe",
        certainty="Likely",
        place=luma,
        instruction="stay_on_paths",
        **week,
    )
    road = release(
        by=hom,
        kind="roads",
        severity="Moderate",
        certainty="Observed",
        place=luma,
        to=bentu,
        instruction="do_not_travel",
        **week,
    )
    renew(mined, {"expires": now + timedelta(days=14)}, by=hom)
    withdraw(road, by=hom, why="the engineers repaired the bridge")
    post = Post.objects.get(mission=cast.mission, role="head_of_mission")
    keep(
        {"level_from": "imminent", "post": post, "quiet_from": time(22), "quiet_to": time(6)},
        [],
        by=hom,
    )
    keep(
        {"level_from": "watch", "digest": "daily", "digest_at": time(18), "name": "All of it"},
        [cast.north, cast.south],
        by=hom,
    )
    call(cast, place=luma)
    call(cast, place=bentu, level="ongoing", act="shots at the market")
    listeners()
    later(cast.mission, hours=10)
    listeners()
    call(cast, place=bentu, level="warning", act="armed men on the road")
    listeners()
    return {"hazard": mined.pk}


def test_the_pages_keep_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, ids: dict[str, Any]
) -> None:
    head = cast["head_of_mission"]
    pages = {head: [f"/m/luma/alerts/{path.format(**ids)}" for path in PAGES]}
    wrong = faults(live_server, sign_in, pages, "delivery")
    assert not wrong, "\n".join(wrong)
