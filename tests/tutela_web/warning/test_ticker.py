"""Nobody acts: each step falls due, is applied once, in order, and never stops at an empty post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, later, told
from tutela_web.access.models import Duty, Holding
from tutela_web.base import clock
from tutela_web.channels.models import Message
from tutela_web.warning.models import AlertMoment, AlertStep, ClockLimit
from tutela_web.warning.ticker import rehome_all, tick, tick_mission
from tutela_web.warning.verbs import issue, raise_alert, record

pytestmark = pytest.mark.postgresql


def steps_of(alert: object) -> list[tuple[str, int]]:
    return list(AlertStep.objects.filter(alert=alert).values_list("clock", "rung"))


def test_nothing_is_due_while_the_clocks_still_run(cast: Cast) -> None:
    call(cast)
    assert tick() == 0


def test_an_attack_nobody_acknowledges_reaches_all_the_tops_ten_minutes_later(cast: Cast) -> None:
    alert = call(cast, level="ongoing")
    later(cast.mission, minutes=10, seconds=1)
    tick()
    assert told(alert, "step") >= {
        "force_commander",
        "police_commander",
        "chief_of_staff",
        "head_of_mission",
    }
    assert ("acknowledge", 3) in steps_of(alert)


def test_an_unanswered_warning_climbs_the_ladders_a_rung_at_each_limit(cast: Cast) -> None:
    alert = call(cast, level="imminent")
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    told_at = []
    for _ in range(4):
        later(cast.mission, minutes=15, seconds=1)
        tick()
        told_at.append([rung for name, rung in steps_of(alert) if name == "acknowledge"])
    assert told_at == [[0], [0, 1], [0, 1, 2], [0, 1, 2, 3]]
    assert "head_of_mission" in told(alert, "step")


def test_an_empty_post_is_passed_over_and_the_gap_is_shown(cast: Cast) -> None:
    Holding.objects.filter(post__role__in=["unit_commander", "sector_operations"]).delete()
    alert = call(cast, level="imminent")
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    later(cast.mission, minutes=31)
    tick()
    step = AlertStep.objects.get(alert=alert, clock="acknowledge", rung=1)
    assert set(step.gaps) == {"unit_commander", "sector_operations"}
    assert "force_commander" in told(alert, "step")


def test_the_ticker_that_slept_a_night_applies_every_missed_step_once_and_in_order(
    cast: Cast,
) -> None:
    alert = call(cast, level="imminent")
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    later(cast.mission, hours=9)
    assert tick() == len(AlertStep.objects.filter(alert=alert)) > 5
    due = list(
        AlertStep.objects.filter(alert=alert).order_by("id").values_list("due_at", flat=True)
    )
    assert due == sorted(due)
    assert tick() == 0
    later(cast.mission, hours=-9)  # the clock jumps back, and on again
    assert tick() == 0
    later(cast.mission, hours=9)
    assert tick() == 0


def test_silence_past_the_clock_is_written_down_as_no_decision(cast: Cast) -> None:
    alert = call(cast, level="imminent")
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    record(alert, "acknowledged", by=at_desk(cast, "unit_commander"))
    later(cast.mission, minutes=31)
    tick()
    silence = AlertMoment.objects.get(alert=alert, name="no decision")
    assert silence.by is None
    assert again(alert).now.state == "acknowledged"


def test_an_alert_nobody_decided_expires_and_stays_on_the_board(cast: Cast) -> None:
    alert = call(cast, level="imminent")
    later(cast.mission, hours=25)
    tick()
    now = again(alert).now
    assert now.state == "expired" and now.open
    assert tick() == 0
    record(again(alert), "reopened", by=at_desk(cast, "joc_duty_officer"), why="they came back")
    assert again(alert).now.state == "received" and again(alert).now.next_step_at is not None
    later(cast.mission, minutes=16)
    tick()
    assert AlertStep.objects.filter(alert=alert, round=1, clock="triage", rung=0).exists()


def test_who_owns_an_alert_that_expires_is_told_so_by_name_once(cast: Cast) -> None:
    alert = call(cast, level="imminent")
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    owner = again(alert).owner
    assert owner == cast.hofo
    Message.objects.all().delete()
    later(cast.mission, hours=25)
    tick()
    tick()
    (notice,) = alert.notices.filter(why="expired")
    assert (notice.person, notice.post.title) == (owner, "head of field office")
    assert not alert.notices.filter(why="step", person=owner, key__startswith="expire").exists()
    assert told(alert, "expired") == {"head_of_field_office"}
    assert Message.objects.filter(to_id=owner.pk, channel="mail", about_id=alert.pk).exists()


def test_an_owner_who_left_meanwhile_is_not_told_it_expired_but_the_next_one_is(
    cast: Cast,
) -> None:
    alert = call(cast, level="imminent")
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    Holding.objects.filter(person=cast.hofo).delete()
    later(cast.mission, hours=25)
    tick()
    kept = again(alert)
    assert kept.owner != cast.hofo and kept.owner.username in told(alert, "owner")
    assert told(alert, "expired") == {kept.owner.username}, "who left may open nothing any more"
    assert rehome_all(cast.mission) == 0


def test_what_expired_stands_together_on_the_board_with_who_answers_for_it(
    cast: Cast, sign_in: Any
) -> None:
    expired = call(cast, level="imminent")
    later(cast.mission, hours=25)
    tick()
    page = "/m/luma/alerts/"
    client = sign_in(cast.amina)
    watched = call(cast, level="watch")
    shown = client.get(page).content.decode()
    where = [
        shown.index(word)
        for word in (f'a-{watched.number}"', 'id="expired"', f'a-{expired.number}"')
    ]
    assert where == sorted(where) and shown.count('id="expired"') == 1
    assert str(again(expired).owner) in shown[where[2] :]
    alone = client.get(page + "?state=expired").content.decode()
    assert str(expired) in alone and f'a-{watched.number}"' not in alone
    record(again(expired), "reopened", by=at_desk(cast, "joc_duty_officer"), why="they came back")
    assert 'id="expired"' not in client.get(page).content.decode()


def test_caught_up_late_or_ticked_in_time_the_steps_are_the_same(cast: Cast) -> None:
    in_time, late = call(cast, level="imminent"), None
    applied = []
    for _ in range(26 * 4):
        later(cast.mission, minutes=15)
        tick()
    applied = sorted(steps_of(in_time))
    late = call(cast, level="imminent")
    later(cast.mission, hours=26)
    tick()
    assert sorted(steps_of(late)) == applied


def test_an_unknown_number_crying_attack_warns_everybody_when_nobody_looked_in_time(
    cast: Cast,
) -> None:
    alert = raise_alert(
        {"area": cast.north}, mission=cast.mission, by=None, level="ongoing", trusted=False
    )
    assert not told(alert, "issued")
    later(cast.mission, minutes=5, seconds=1)
    tick()
    assert told(alert, "issued") >= {"unit_commander", "head_of_field_office", "joc_duty_officer"}


def test_a_mission_has_limits_of_its_own(cast: Cast) -> None:
    ClockLimit.objects.create(mission=cast.mission, clock="triage", level="imminent", minutes=2)
    alert = call(cast, level="imminent")
    later(cast.mission, minutes=3)
    tick()
    assert ("triage", 0) in steps_of(alert)


def test_each_mission_ticks_by_its_own_clock(cast: Cast) -> None:
    alert = call(cast, level="imminent")
    later(cast.other_mission, hours=30)
    assert tick() == 0 and not steps_of(alert)


def test_when_the_turn_at_the_desk_ends_the_next_officer_owns_what_is_open(cast: Cast) -> None:
    alert = call(cast)
    night = make.person("night_officer")
    post = alert.owner_post
    Holding.objects.create(post=post, person=night, starts=make.SINCE, order=1)
    now = clock.now(cast.mission)
    Duty.objects.create(post=post, person=night, starts_at=now, ends_at=now + timedelta(hours=8))
    assert rehome_all(cast.mission) == 1 and again(alert).owner == night
    assert rehome_all(cast.mission) == 0
    assert "night_officer" in told(alert, "owner")


def test_an_hour_is_an_hour_across_a_change_of_the_clocks(cast: Cast) -> None:
    """In Juba the clocks went back an hour on 1 February 2021; the night had 25 hours."""
    now = datetime(2021, 1, 31, 20, 30, tzinfo=UTC)  # 23:30 EAT; midnight becomes 23:00 CAT
    cast.mission.clock_shift = now - datetime.now(UTC)
    cast.mission.save()
    alert = call(cast, level="imminent")
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    later(cast.mission, minutes=14)
    tick_mission(cast.mission)
    assert not [s for s in steps_of(alert) if s[0] == "acknowledge"]
    later(cast.mission, minutes=2)
    tick_mission(cast.mission)
    assert [s for s in steps_of(alert) if s[0] == "acknowledge"] == [("acknowledge", 0)]
