"""Alerts that run stand first, in one order, wherever who may read them looks."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

import tutela_web
from tests.counts import counted, turn
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk.test_weeks import frozen
from tests.tutela_web.warning.story import again, call, later
from tutela_web.access.policy import roles, standing_of
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.warning.board.running import alerts_that_run, imminent_or_ongoing
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.models import Alert

READERS = sorted(who for who, role in roles().items() if "alerts" in role.area | role.mission)
SOME = [READERS[(turn() + step) % len(READERS)] for step in range(0, len(READERS), 4)]


def a_bad_night(cast: Cast) -> tuple[list[Alert], Place]:
    """Seven alerts around Luma, each of a site of its own; gives them in the order they run, and
    Luma."""
    luma = make.place(cast.mission, "Luma town", area=cast.north, latitude=5.0, longitude=20.0)

    def at(site: str, **said: Any) -> Alert:
        here = make.place(
            cast.mission, site, area=cast.north, latitude=5.01, longitude=20.0 + len(site) / 1000
        )
        return call(cast, place=here, place_said=site, **said)

    watch, expired = at("Mill", level="watch"), at("Bridge north", level="imminent")
    later(cast.mission, hours=25)
    tick()
    ended = at("Well", level="ongoing")
    warning = at("Market", level="warning")
    evening = clock.now(cast.mission) + timedelta(hours=9)
    by_evening = at("Mosque", level="imminent", onset_from=evening)
    no_hour = at("Church of Luma", level="imminent")
    lasting = at("Hospital", level="ongoing")
    tick()
    assert again(expired).now.state == "expired"
    return [lasting, no_hour, by_evening, expired, warning, watch, ended], luma


def record_results(cast: Cast, sign_in: Any, lasting: Alert, ended: Alert) -> None:
    """The office writes down that nobody reached the one, and that the danger of the other is
    over."""
    office = sign_in(cast.hofo)
    said = {"outcome": "not_reached", "why": "distance"}
    for alert, danger_ended in ((lasting, ""), (ended, "the chief, by telephone")):
        page = f"/m/luma/alerts/{alert.pk}/outcome/"
        sent = said | {"id": str(uuid4()), "danger_ended": danger_ended, "although": "on"}
        assert office.post(page, sent).status_code == 302
        assert ("outcome" in again(alert).now.moments) is bool(danger_ended)


def alerts_shown(page: Any, ids: dict[str, int]) -> list[int]:
    """The numbers of alerts a page links to, in the order it first does."""
    assert page.status_code == 200
    main = page.content.decode().split("<main", 1)[1].split("</main>")[0]
    found = [ids[pk] for pk in re.findall(r"/alerts/([0-9a-f-]{36})/", main) if pk in ids]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("role", counted(SOME, READERS))
def test_every_page_shows_the_alerts_that_run_first_and_in_one_order(
    role: str, cast: Cast, sign_in: Any
) -> None:
    """A quarter of those who read alerts with each change. What an office wrote down of a result
    moves nothing while the danger lasts; what somebody said is over stands last."""
    week = frozen(cast)
    expected, luma = a_bad_night(cast)
    record_results(cast, sign_in, expected[0], expected[-1])
    ids = {str(one.pk): one.number for one in expected}
    order = list(ids.values())
    client = sign_in(cast[role])
    standing = standing_of(cast[role], cast.mission)
    assert [one.number for one in alerts_that_run(standing)] == order
    assert [one.number for one in imminent_or_ongoing(standing)] == order[:4]
    pages = {
        "alerts/": 7,
        "now/": 7,
        "": 7,
        "area/": 7,
        f"places/{luma.pk}/": 7,
        "risks/": 5,
        "risks/weeks/": 5,
        f"risks/weeks/{week.pk}/": 5,
        "joc/": 7,
        "now/first-days/": 7,
    }
    opened = {one: client.get(f"/m/luma/{one}", follow=True) for one in pages}
    assert all(opened[one].status_code == 200 for one in ("alerts/", "now/", "", "risks/"))
    for one, page in opened.items():
        if page.status_code == 200:
            assert alerts_shown(page, ids) == order[: pages[one]], one
    first = re.search(r'<section class="panel" id="([a-z]+)"', opened["now/"].content.decode())
    assert first and first[1] == "alerts", "nothing stands above them on a first page"


def test_nobody_else_sorts_alerts_by_their_level() -> None:
    """A second order is how an Imminent came to stand below a Watch."""
    rooms = Path(tutela_web.__file__).parent
    own = re.compile(r"(sort|sorted|key=)[^\n]*LEVELS\.index")
    found = [
        str(path.relative_to(rooms))
        for path in rooms.rglob("*.py")
        if "warning" not in path.parts and own.search(path.read_text())
    ]
    assert not found, found


def test_who_reads_no_alerts_is_told_of_none_beside_the_register(cast: Cast, sign_in: Any) -> None:
    a_bad_night(cast)
    page = sign_in(cast["women_protection_adviser"]).get("/m/luma/risks/")
    assert page.status_code == 200 and "alerts-first" not in page.content.decode()


def test_where_every_row_is_late_and_nobody_was_reached_the_worst_stands_first(
    cast: Cast, sign_in: Any
) -> None:
    """No message gets through to anybody: each row is red. Order and level still tell."""
    expected, _luma = a_bad_night(cast)
    later(cast.mission, hours=23)
    tick()
    shown = sign_in(cast["joc_duty_officer"]).get("/m/luma/alerts/").content.decode()
    rows = re.findall(r'<article\s+class="alert-row (\w+)( overdue)?"\s+id="a-(\d+)"', shown)
    ongoing = [one.number for one in expected if one.level == "ongoing"]
    assert [int(number) for _level, _red, number in rows[:2]] == sorted(ongoing)
    assert sum(bool(red) for _level, red, _number in rows) >= 5
    levels = ["ongoing", "imminent", "warning", "watch"]
    assert [level for level, _red, _n in rows] == sorted(
        (level for level, _red, _n in rows), key=levels.index
    )
