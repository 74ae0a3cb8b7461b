"""Twelve texts about one town on one night: one row that opens, and two clicks to make it one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import again, call, later
from tests.tutela_web.warning.test_pages import ALERTS, page
from tests.tutela_web.warning.test_texts import contact, kannel, text
from tutela_web.access.models import AuditEntry
from tutela_web.channels.models import Message
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.models import Alert

__all__ = ["contact", "kannel"]

ROW = re.compile(r'<article\s+class="flood-row.*?</article>', re.DOTALL)


def flood_rows(html: str) -> list[str]:
    return [squeezed(row) for row in ROW.findall(html)]


def merge_link(row: str) -> str:
    return re.search(r'href="([^"]*/merge/[^"]*)"', row).group(1)  # type: ignore[union-attr]


@pytest.fixture
def night(cast: Cast, client: Any, kannel: Any) -> list[Alert]:
    """Five texts of five strangers about Luma, and one about the mosque six kilometres north."""
    make.place(cast.mission, "Luma", area=cast.north, latitude=4.8, longitude=31.6)
    make.place(cast.mission, "Mosque", area=cast.north, latitude=4.854, longitude=31.6)
    for n, words in enumerate(
        ["1 Luma", "6 Luma", "gunfire in Luma", "3 Luma 60", "4 Luma", "1 Mosque"]
    ):
        text(client, kannel, words, number=f"+21190000000{n}")
        later(cast.mission, minutes=2)
    return list(Alert.objects.order_by("number"))


def test_one_towns_texts_are_one_row_and_the_next_site_stands_by_itself(
    cast: Cast, sign_in: Any, night: list[Alert]
) -> None:
    shown = page(sign_in(cast["joc_duty_officer"]), ALERTS)
    (row,) = flood_rows(shown)
    assert "5 alerts" in row and "Luma" in row and "Mosque" not in row
    assert row.index("alert-level ongoing") < row.index("alert-level imminent"), "the highest leads"
    dues = {again(one).now.due_at for one in night[:5]}
    first = re.search(r'data-due="([^"]+)"', row).group(1)  # type: ignore[union-attr]
    assert first == min(dues).isoformat(), "the tightest clock"
    for one in night[:5]:
        assert f'id="a-{one.number}"' in row and f"/alerts/{one.pk}/" in row
    assert f'id="a-{night[5].number}"' in shown and not Alert.objects.exclude(merged_into=None)


def test_each_clock_runs_on_until_a_person_merges_and_that_is_two_clicks(
    cast: Cast, sign_in: Any, night: list[Alert]
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    (row,) = flood_rows(page(desk, ALERTS))
    later(cast.mission, minutes=6)
    tick()
    assert all(one.steps.exists() for one in night[:2]), "told of each, as if it stood alone"
    confirm = page(desk, merge_link(row))  # the first click
    assert all(str(one) in confirm for one in night[:5]) and str(night[5]) not in confirm
    ids = re.findall(r'name="alert" value="([^"]+)"', confirm)
    text_meanwhile = call(cast, place=night[0].place, level="warning", act="")
    answer = desk.post(ALERTS + "merge/", {"alert": ids})  # the second
    assert answer.status_code == 302
    roots = {again(one).merged_into_id or one.pk for one in night[:5]}
    assert len(roots) == 1 and again(text_meanwhile).merged_into_id is None
    root = Alert.objects.get(pk=roots.pop())
    assert root.level == "ongoing" and again(root).now.reports == 5
    again_sent = desk.post(ALERTS + "merge/", {"alert": ids})
    assert again_sent.status_code == 409, "what was merged already is named, not merged again"
    assert AuditEntry.objects.filter(act="join").count() == 4


def test_a_row_says_of_how_many_of_its_alerts_nobody_was_reached(
    cast: Cast, sign_in: Any, night: list[Alert]
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    (row,) = flood_rows(page(desk, ALERTS))
    assert "told nobody" not in row, "what waits to be sent may still arrive"
    Message.objects.filter(outgoing=True).update(state="failed")
    (row,) = flood_rows(page(desk, ALERTS))
    assert "5 with nobody reached: call" in row.split("</summary>")[0]


def test_a_row_says_of_how_many_of_its_alerts_the_caller_is_in_danger(
    cast: Cast, sign_in: Any, night: list[Alert], client: Any, kannel: Any
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    (row,) = flood_rows(page(desk, ALERTS))
    assert "caller in danger" not in row
    text(client, kannel, "3 Luma 60 N D", number="+211900000009")
    (row,) = flood_rows(page(desk, ALERTS))
    assert "1 caller in danger" in row.split("</summary>")[0]


def test_what_was_closed_meanwhile_is_named_as_gone_and_who_may_not_sees_no_button(
    cast: Cast, sign_in: Any, night: list[Alert]
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    ids = [str(one.pk) for one in night[:3]]
    desk.post(f"{ALERTS}{night[0].pk}/join/", {"alert": str(night[1].pk)})
    answer = desk.post(ALERTS + "merge/", {"alert": ids})
    assert answer.status_code == 409 and str(night[2]) in answer.content.decode()
    assert again(night[2]).merged_into_id is None
    boris = sign_in(cast.boris)
    (row,) = flood_rows(page(boris, ALERTS))
    assert "/merge/" not in row
    assert boris.post(ALERTS + "merge/", {"alert": ids}).status_code == 403
    assert sign_in(cast.chen).get(ALERTS + "merge/").status_code == 404


def test_of_alerts_one_may_not_read_the_row_shows_no_trace(cast: Cast, sign_in: Any) -> None:
    places = {"area": cast.north, "latitude": 4.8, "longitude": 31.6}
    luma = make.place(cast.mission, "Luma", **places)
    seen = [call(cast, place=luma, act="shots") for _ in range(2)]
    call(cast, latitude=4.801, longitude=31.6, area=cast.south, act="shots", level="ongoing")
    (row,) = flood_rows(page(sign_in(cast.hofo), ALERTS))
    assert "2 alerts" in row and "ongoing" not in row
    (row,) = flood_rows(page(sign_in(cast["joc_duty_officer"]), ALERTS))
    assert "3 alerts" in row
    hofo = sign_in(cast.hofo)
    assert "Merge these 2" in row_of(hofo) and len(seen) == 2


def row_of(client: Any) -> str:
    return flood_rows(page(client, ALERTS))[0]


def test_the_mission_sets_how_near_and_how_long_on_the_page_of_clocks(
    cast: Cast, sign_in: Any, night: list[Alert]
) -> None:
    chief, desk = sign_in(cast["chief_of_staff"]), sign_in(cast["joc_duty_officer"])
    assert "flood_hours" in page(chief, ALERTS + "clocks/")
    assert chief.post(ALERTS + "clocks/", {"flood_hours": "900"}).status_code == 400
    last = call(cast, place=night[0].place, act="shots", known_at=again(night[0]).known_at)
    assert "6 alerts" in row_of(desk)
    later(cast.mission, hours=2)
    call(cast, place=night[0].place, act="shots")
    assert "7 alerts" in row_of(desk)
    assert chief.post(ALERTS + "clocks/", {"flood_hours": "1"}).status_code == 302
    assert "6 alerts" in row_of(desk) and str(last) in row_of(desk)


def test_a_text_nobody_understood_stands_above_warnings_and_its_words_are_read_there(
    cast: Cast, client: Any, sign_in: Any, kannel: Any
) -> None:
    make.place(cast.mission, "Luma", area=cast.north, latitude=4.8, longitude=31.6)
    rumour = call(cast, level="warning", act="rumour of riders")
    attack = call(cast, level="ongoing", act="shots at the market")
    later(cast.mission, minutes=3)
    text(client, kannel, "zxq Luma zxq", number="+211900000077")
    strange = Alert.objects.get(source="sms")
    desk = sign_in(cast["joc_duty_officer"])
    shown = page(desk, ALERTS)
    order = [f'id="a-{attack.number}"', 'id="unread"', f'id="a-{strange.number}"']
    order += ['id="running"', f'id="a-{rumour.number}"']
    where = [shown.index(one) for one in order]
    assert where == sorted(where), "above any rumour, below what is going on"
    mine = shown[where[2] : where[3]]
    assert "zxq" not in shown and 'class="clock-chip' in mine
    address = re.search(r'formaction="([^"]+)"', mine).group(1)  # type: ignore[union-attr]
    read = desk.post(address, headers={"hx-request": "true"}).content.decode()
    assert "zxq Luma zxq" in read and AuditEntry.objects.filter(act="open").count() == 1
    assert sign_in(cast.chen).post(address).status_code == 404
    assert sign_in(cast["partner"]).post(address).status_code == 404
    desk.post(f"{ALERTS}{strange.pk}/record/", {"name": "triaged"})
    assert 'id="unread"' not in page(desk, ALERTS)


def test_a_board_that_stands_still_is_sent_nothing(
    cast: Cast, client: Any, sign_in: Any, night: list[Alert]
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    shows = re.search(r'name="shows"\s+value="([^"]+)"', page(desk, ALERTS)).group(1)  # type: ignore[union-attr]
    asked = {"HX-Target": "board"}
    assert desk.get(ALERTS, {"shows": shows}, headers=asked).status_code == 204
