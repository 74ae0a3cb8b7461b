"""Nobody acts: each step falls due, is applied once, in order, and never stops at an empty post."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, later, told
from tutela_web.access.models import Holding
from tutela_web.channels.models import Message
from tutela_web.warning.alerts.verbs import issue, record
from tutela_web.warning.clocks.ticker import rehome_all, tick
from tutela_web.warning.models import AlertMoment, AlertStep

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


def test_what_expired_stays_at_its_level_with_who_answers_for_it(cast: Cast, sign_in: Any) -> None:
    expired = call(cast, level="imminent")
    later(cast.mission, hours=25)
    tick()
    page = "/m/luma/alerts/"
    client = sign_in(cast.amina)
    newer, watched = call(cast, level="imminent"), call(cast, level="watch")
    shown = client.get(page).content.decode()
    where = [shown.index(f'id="a-{one.number}"') for one in (newer, expired, watched)]
    assert where == sorted(where), "nobody said that its danger ended: above every watch"
    row = shown[where[1] : where[2]]
    assert str(again(expired).owner) in row and row.count("Expired: nobody decided") == 1
    alone = client.get(page + "?state=expired").content.decode()
    assert str(expired) in alone and f'a-{watched.number}"' not in alone
    record(again(expired), "reopened", by=at_desk(cast, "joc_duty_officer"), why="they came back")
    assert "Expired: nobody decided" not in client.get(page).content.decode()
