"""Two calls about Luma, made one as the tutorial says, from either of their pages, and parted."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, later
from tests.tutela_web.warning.test_pages import ALERTS, page
from tutela_web.base import clock
from tutela_web.warning.alerts.verbs import AlertReport, issue, raise_alert, record
from tutela_web.warning.board.queries import BoardFilters, board
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.merging.verbs import join_all, propose
from tutela_web.warning.models import Alert, AlertStep

API = "/api/v1/missions/luma/alerts"
SAME = (
    "number",
    "level",
    "state",
    "act",
    "who",
    "how_many",
    "heading",
    "caller_safe",
    "onset_from",
    "onset_to",
    "known_at",
    "owner_post",
    "clock",
    "due_at",
    "reports",
    "moments",
    "facts",
)


def heard(cast: Cast, level: str, **fields: Any) -> Alert:
    """The duty officer writes down a call, with whom it names."""
    fields = {"area": cast.north, "known_at": clock.now(cast.mission)} | fields
    by = at_desk(cast, "joc_duty_officer")
    return raise_alert(fields, mission=cast.mission, by=by, level=level)


@pytest.fixture
def two(cast: Cast) -> list[Alert]:
    """The two calls about Luma of the demonstration: one warned and acknowledged, one just in."""
    morning = datetime(2018, 12, 31, 8, tzinfo=ZoneInfo(cast.mission.time_zone))
    cast.mission.clock_shift += morning - clock.now(cast.mission)
    cast.mission.save()
    now = clock.now(cast.mission)
    luma = make.place(cast.mission, "Luma", area=cast.north, latitude=4.8, longitude=31.6)
    first = heard(
        cast,
        "imminent",
        place=luma,
        act="threat to burn the village before dawn",
        who="Group Kestrel",
        how_many=60,
        heading="west from the crossing",
        caller_safe=True,
        onset_from=now + timedelta(hours=3),
        onset_to=now + timedelta(hours=5),
        known_at=now - timedelta(minutes=41),
    )
    issue(first, by=at_desk(cast, "joc_duty_officer"))
    record(first, "acknowledged", by=at_desk(cast, "unit_commander"))
    said = {"words": "the young men are called together"}
    second = raise_alert(
        {
            "place": luma,
            "act": "young men are called together",
            "how_many": 40,
            "known_at": now - timedelta(minutes=32),
        },
        mission=cast.mission,
        by=at_desk(cast, "joc_duty_officer"),
        level="warning",
        word=AlertReport("radio", known_at=now - timedelta(minutes=32), said=said),
    )
    propose(second, "threat to burn the village before dawn")
    return [again(first), again(second)]


def told(client: Any, alert: Alert) -> dict[str, Any]:
    """What a program is told of an alert, but for what handling it changes."""
    answer = client.get(f"{API}/{alert.pk}").json()
    return {name: answer[name] for name in SAME}


def plain(html: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def both_orders(desk: Any, two: list[Alert], turned: bool) -> Any:
    """Join the two from the page of the one or of the other."""
    here, there = reversed(two) if turned else two
    return desk.post(f"{ALERTS}{here.pk}/join/", {"alert": str(there.pk)}, follow=True)


@pytest.mark.parametrize("turned", [False, True], ids=["from the first", "from the second"])
def test_joined_by_the_tutorial_the_thread_keeps_what_is_known_and_every_clock(
    cast: Cast, sign_in: Any, two: list[Alert], turned: bool
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    before = told(desk, two[0])
    assert before["owner_post"] == "head of field office" and before["due_at"]
    answer = both_orders(desk, two, turned)
    shown = plain(answer.content.decode())
    assert "Merged into one alert, shown under AL-0001" in shown
    for words in (
        "Group Kestrel",
        "west from the crossing",
        "safe AL-0001",
        "11:00 – 13:00",
        "60 AL-0001, a person here, 07:19",
        "40 AL-0002, radio, 07:28",
    ):
        assert words in shown, words
    after = told(desk, two[0])
    for name in (
        "number",
        "level",
        "state",
        "who",
        "heading",
        "caller_safe",
        "onset_from",
        "known_at",
        "owner_post",
        "clock",
        "due_at",
        "moments",
    ):
        assert after[name] == before[name], name
    assert after["reports"] == 2
    row = plain(desk.get(ALERTS, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="board").content.decode())
    assert "60 / 40 armed" in row and "Group Kestrel" in row and "head of field office" in row
    decision = plain(page(desk, f"{ALERTS}{two[0].pk}/decision/"))
    assert "when harm is feared is not known" not in decision and "Group Kestrel" in decision
    later(cast.mission, minutes=20)
    tick()
    steps = AlertStep.objects.filter(alert=two[0])
    assert {step.due_at for step in steps.filter(clock="flash")} == {
        two[0].known_at + timedelta(hours=1)
    }


def test_in_either_order_pages_and_programs_say_the_same(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    found = []
    for turned in (False, True):
        both_orders(desk, two, turned)
        later(cast.mission, minutes=0)
        shown = page(desk, f"{ALERTS}{two[0].pk}/")
        known = shown[shown.index('id="known"') : shown.index('id="thread"')]
        found.append((told(desk, two[0]), plain(known), again(two[0]).now.dues))
        part = {"alert": str(two[1].pk), "why": "to join them once more"}
        assert desk.post(f"{ALERTS}{two[0].pk}/part/", part).status_code == 302
    assert found[0] == found[1]


def test_parted_each_is_as_if_never_joined_but_for_what_was_recorded_since(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    before = [told(desk, one) for one in two]
    dues = [again(one).now.dues for one in two]
    both_orders(desk, two, turned=True)
    later(cast.mission, minutes=5)
    flash = {"facts": "Riders at the ford", "final": "on"}
    desk.post(f"{ALERTS}{two[0].pk}/flash/", flash)
    answer = desk.post(
        f"{ALERTS}{two[0].pk}/part/",
        follow=True,
        data={"alert": str(two[1].pk), "why": "two villages"},
    )
    assert "stays with AL-0001" in plain(answer.content.decode())
    after = [told(desk, one) for one in two]
    assert after[1] == before[1] and again(two[1]).now.dues == dues[1], "its clocks ran on"
    assert again(two[1]).now.open and not again(two[1]).moments.filter(name="reopened").exists()
    assert "flash" in after[0]["moments"], "recorded of the thread, it stays with the thread"
    assert again(two[0]).now.dues == {n: due for n, due in dues[0].items() if n != "flash"}
    for name in set(SAME) - {"moments", "clock", "due_at"}:
        assert after[0][name] == before[0][name], name


def test_who_was_told_of_the_thread_is_not_told_again_when_it_is_parted(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    both_orders(desk, two, turned=False)
    later(cast.mission, hours=30)  # nobody decides: the clocks of both run out
    tick()
    assert AlertStep.objects.filter(alert=two[0], clock="decide").exists()
    desk.post(f"{ALERTS}{two[0].pk}/part/", {"alert": str(two[1].pk), "why": "two villages"})
    kept = again(two[1])
    assert kept.steps.exists() and not kept.notices.filter(why="step").exists()
    tick()
    told_then = set(AlertStep.objects.filter(alert=kept).values_list("clock", "rung"))
    assert len(told_then) == AlertStep.objects.filter(alert=kept).count()


def test_one_of_which_no_place_is_known_lies_where_the_other_does_until_parted(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    attack = call(cast, area=None, level="ongoing", act="they are shooting", place_said="near us")
    assert again(attack).owner == cast["joc_duty_officer"]
    sent = {"number": f"{two[0].number}, AL-{two[1].number:04}"}
    assert desk.post(f"{ALERTS}{attack.pk}/join/", sent).status_code == 302
    kept = again(attack)
    assert kept.place == two[0].place and kept.area == cast.north and kept.latitude == 4.8
    assert kept.owner == cast["head_of_field_office"], "who can decide there"
    commander = sign_in(cast["unit_commander"])
    assert "they are shooting" in page(commander, f"{ALERTS}{attack.pk}/")
    for one in two:
        part = {"alert": str(one.pk), "why": "another village"}
        desk.post(f"{ALERTS}{attack.pk}/part/", part)
    kept = again(attack)
    assert (kept.place, kept.area, kept.latitude) == (None, None, None)
    assert kept.owner == cast["joc_duty_officer"] and kept.own == {}


def test_what_a_reader_may_not_read_of_the_joined_one_is_not_in_the_known_parts(
    cast: Cast, sign_in: Any
) -> None:
    north = call(cast)
    south = heard(cast, "warning", area=cast.south, who="the barber of Wadeng", how_many=7)
    both_orders(sign_in(cast["joc_duty_officer"]), [north, south], turned=True)
    commander = sign_in(cast["unit_commander"])
    assert "barber" not in page(commander, f"{ALERTS}{north.pk}/")
    assert "barber" not in page(commander, f"{ALERTS}{north.pk}/decision/")
    answer = commander.get(f"{API}/{north.pk}").json()
    assert answer["who"] == "" and answer["how_many"] is None
    assert {fact["number"] for fact in answer["facts"]} == {north.number}
    assert sign_in(cast["joc_duty_officer"]).get(f"{API}/{north.pk}").json()["how_many"] == 7


def test_the_board_asks_the_same_however_many_were_joined(cast: Cast, two: list[Alert]) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    with CaptureQueriesContext(connection) as alone:
        board(desk, BoardFilters())
    join_all([*two, *(call(cast) for _ in range(4))], by=desk)
    with CaptureQueriesContext(connection) as joined:
        board(desk, BoardFilters())
    assert len(joined) <= len(alone) + 2
