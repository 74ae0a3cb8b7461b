"""Whom to ring next: by the ladder, then the nearest; begun again until somebody answers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, later
from tutela_web.access.models import Post
from tutela_web.base.errors import Denied
from tutela_web.warning.calls.call_list import CallStep, note_call, whom_to_ring
from tutela_web.warning.clocks.ticker import tick_mission
from tutela_web.warning.models import Alert

JOC = "joc_duty_officer"


@pytest.fixture
def alert(cast: Cast) -> Alert:
    """An attack at Luma, with a point, in the north."""
    luma = make.place(cast.mission, "Luma", area=cast.north, latitude=6.0, longitude=30.0)
    return call(cast, level="ongoing", place=luma)


def listed(cast: Cast, alert: Alert) -> list[CallStep]:
    return whom_to_ring(at_desk(cast, JOC), alert)


def post_of(cast: Cast, role: str) -> Post:
    return Post.objects.get(mission=cast.mission, role=role)


def test_it_goes_by_the_ladder_and_then_by_the_nearest(cast: Cast, alert: Alert) -> None:
    far = make.area(cast.mission, "east")
    make.base(cast.mission, "near", latitude=6.1, longitude=30.0, area=cast.north)
    make.base(cast.mission, "elsewhere", latitude=6.01, longitude=30.0, area=far)
    rows = listed(cast, alert)
    assert [row.step for row in rows] == sorted(row.step for row in rows)
    first = {row.post.role for row in rows if row.step == 1 and row.post}
    assert first == {"unit_commander", "police_unit_commander", "head_of_field_office"}
    assert [row.post.role for row in rows if row.step == 3 and row.post] == [
        "force_commander",
        "head_of_mission",
    ]
    assert [row.next for row in rows] == [True] + [False] * (len(rows) - 1)
    near = next(row for row in rows if row.post == post_of(cast, "head_of_field_office"))
    assert near.km is not None and 10 < near.km < 12
    assert next(row.km for row in rows if row.step == 3) is None, "of no area: not known, not far"


def test_one_tap_says_reached_or_not_and_meets_no_clock(
    cast: Cast, alert: Alert, sign_in: Any
) -> None:
    Post.objects.filter(role="head_of_field_office").update(duty_number="+000 555 0100")
    first = listed(cast, alert)[0]
    desk, address = sign_in(cast[JOC]), f"/m/luma/alerts/{alert.pk}/"
    shown = desk.get(address).content.decode().split('id="whom-to-call"')[1]
    assert "tel:+0005550100" in shown and 'id="ring-next"' in shown
    before = again(alert).now.dues
    said = {"post": first.post.pk, "reached": "no"} if first.post else {}
    shown = desk.post(f"{address}called/", said, follow=True).content.decode()
    assert "not reached by telephone" in shown.split('id="timeline"')[1]
    rows = listed(cast, alert)
    assert (rows[0].reached, rows[0].next, rows[1].next) == (False, False, True)
    note_call(alert, rows[1].post.pk, reached=True, by=at_desk(cast, JOC))  # type: ignore[union-attr]
    assert listed(cast, alert)[1].reached is True
    assert again(alert).now.dues == before and again(alert).now.state == "received"
    screen = desk.get(f"{address}decision/").content.decode()
    assert "no able unit is known" in screen.split('id="whom-to-call"')[1]


def test_it_begins_again_when_a_clock_runs_out(cast: Cast, alert: Alert) -> None:
    for row in listed(cast, alert):
        if row.post:
            note_call(alert, row.post.pk, reached=False, by=at_desk(cast, JOC))
    assert not any(row.next for row in listed(cast, alert))
    later(cast.mission, minutes=11)
    tick_mission(cast.mission)
    rows = listed(cast, alert)
    assert rows[0].next and all(row.called_at is None for row in rows)


def test_who_records_no_progress_taps_nothing(cast: Cast, alert: Alert, sign_in: Any) -> None:
    post = post_of(cast, "head_of_field_office")
    with pytest.raises(Denied):
        note_call(alert, post.pk, reached=True, by=at_desk(cast, "boris"))
    shown = sign_in(cast.boris).get(f"/m/luma/alerts/{alert.pk}/").content.decode()
    assert "called/" not in shown and 'id="whom-to-call"' in shown
