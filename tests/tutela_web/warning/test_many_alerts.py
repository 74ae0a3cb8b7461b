"""A night of hundreds of alerts: what is drawn, what is grouped, and that nothing is hidden."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.counts import counted
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import call, later
from tests.tutela_web.warning.test_alert_map import AREA, BOARD, SITUATION, part, read
from tutela.monitoring.map import Sheet
from tutela.monitoring.operations import frame_around
from tutela_web.access.policy import standing_of
from tutela_web.joc.models import ShiftHandover
from tutela_web.places.models import Place
from tutela_web.warning.board import alert_map
from tutela_web.warning.board.alert_map import Pin, split_pins
from tutela_web.warning.board.running import alerts_that_run, lights_that_run, read_once
from tutela_web.warning.models import Alert

MANY = counted(70, 500)
KB = 1000


def said(html: str) -> str:
    """The words of a part of a page."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split()).replace(" ,", ",")


@pytest.fixture
def villages(cast: Cast) -> list[Place]:
    return [
        make.place(
            cast.mission,
            f"Village {n}",
            area=cast.north,
            latitude=5.0 + n % 5,
            longitude=28.0 + n // 5,
        )
        for n in range(25)
    ]


@pytest.fixture
def night(cast: Cast, villages: list[Place]) -> list[Alert]:
    """Hundreds of watches, and two ongoing attacks that were told of last."""
    alerts = [call(cast, place=villages[n % 25], level="watch") for n in range(MANY - 2)]
    alerts += [call(cast, place=villages[n], level="ongoing", act="huts burn") for n in (3, 4)]
    return alerts


def test_every_page_says_how_many_it_leaves_out_and_leads_to_them(
    cast: Cast, sign_in: Any, night: list[Alert], django_assert_max_num_queries: Any
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    more = MANY - alert_map.DRAWN
    for url, name, queries in ((BOARD, "alerts-map", 40), ("/m/luma/now/", "map", 80)):
        read(desk, url)
        with django_assert_max_num_queries(queries):
            page = read(desk, url)
        assert len(page) < 150 * KB, url
        drawn = part(page, name)
        assert f"the {alert_map.DRAWN} most pressing are drawn one by one" in said(drawn)
        assert f"{more} more, in groups" in said(drawn) and "the oldest known" in said(drawn)
        assert f'href="{BOARD}"' in drawn
        groups = [int(n) for n in re.findall(r"m-group[^>]*>.*?>(\d+)</text>", drawn)]
        assert sum(groups[:-1]) == more, "all in groups; the last is the sign of the legend"
        assert drawn.count('href="#ops-ongoing"') == 2, "each ongoing attack is drawn alone"
    first = said(part(read(desk, "/m/luma/now/"), "alerts"))
    assert f"{MANY - 12} more, the oldest known" in first and f"12 of {MANY}" in first
    adviser = sign_in(cast.adviser)
    page = read(adviser, SITUATION)
    assert len(page) < 150 * KB
    assert f"{MANY - 12} more, the oldest known" in said(part(page, "alerts"))
    assert f"{more} more, in groups" in said(part(page, "map-panel"))
    assert page.count('"id": "alert-') == alert_map.DRAWN and '"id": "group-0"' in page
    assert page.count('"alert": "ongoing"') == 2
    assert f"{more} more, in groups" in said(part(read(sign_in(cast.hofo), AREA), "map"))


def test_the_operations_centre_comes_by_pages_and_hands_over_the_whole(
    cast: Cast, sign_in: Any, night: list[Alert]
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    page = read(desk, "/m/luma/joc/")
    assert len(page) < 150 * KB
    clocks = part(page, "clocks")
    assert f"50 of {MANY} shown" in said(clocks) and "page=2#clocks" in clocks
    assert clocks.index(str(night[-1])) < clocks.index(str(night[0])), "attacks stand first"
    seen = set(re.findall(r"AL-\d{4}", clocks))
    for n in range(2, (MANY + 49) // 50 + 1):
        seen |= set(re.findall(r"AL-\d{4}", part(read(desk, f"/m/luma/joc/?page={n}"), "clocks")))
    assert seen == {str(one) for one in night}
    desk.post("/m/luma/joc/handovers/new/", {"note": "a long night"})
    assert len(ShiftHandover.objects.get().state["clocks"]) == MANY


def test_no_ongoing_attack_is_ever_in_a_group_however_many_there_are() -> None:
    known = datetime(2018, 12, 31, tzinfo=UTC)
    pins = [
        Pin(n, "ongoing" if n % 3 else "watch", f"Village {n}", 7 + n / 100, 30.0, 1, known)
        for n in range(1, 200)
    ]
    alone, groups = split_pins(
        Sheet.from_bounds(frame_around([(7.0, 30.0), (9.0, 30.0)]), 400), pins
    )
    grouped = [pin for group in groups for pin in group.pins]
    assert sorted([*alone, *grouped]) == pins, "each once"
    assert {pin.level for pin in grouped} == {"watch"}
    assert {group.level for group in groups} == {"watch"}


def test_the_map_is_another_where_time_alone_changed_who_presses_most() -> None:
    known = datetime(2018, 12, 31, tzinfo=UTC)
    pins = [Pin(n, "watch", "Luma", 7.0, 30.0, 1, known) for n in range(1, 60)]
    assert alert_map.shows(pins) != alert_map.shows(pins[::-1])
    assert alert_map.shows(pins[:9]) == alert_map.shows(pins[:9][::-1])
    listed = [pin._replace(number=100 + n, precision=4) for n, pin in enumerate(pins[:20])]
    other = [*listed, *pins[:49], pins[50], pins[49], *pins[51:]]
    assert alert_map.shows([*listed, *pins]) != alert_map.shows(other), "those without a point"


def test_what_is_read_in_brief_is_what_is_read_in_full(
    cast: Cast, villages: list[Place], django_assert_num_queries: Any
) -> None:
    for n, level in enumerate(("watch", "ongoing", "warning", "imminent", "watch")):
        call(cast, place=villages[n], level=level)
        later(cast.mission, minutes=7)
    standing = standing_of(cast["joc_duty_officer"], cast.mission)
    running = lights_that_run(standing)
    full = alerts_that_run(standing)
    assert [one.pk for one in running.lights] == [one.pk for one in full]
    assert running.first(3) == full[:3]
    with read_once(), django_assert_num_queries(1):
        assert lights_that_run(standing) is lights_that_run(standing)
    assert lights_that_run(standing) is not running
