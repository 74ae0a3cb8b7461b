"""A call at night becomes an alert: owned at once, warned, acknowledged, and never held back."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.forms.models import model_to_dict

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, later, told
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry, Holding
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.warning.alerts.verbs import (
    AlertReport,
    add_word,
    edit_alert,
    hand_over,
    issue,
    raise_alert,
    record,
    set_level,
)
from tutela_web.warning.board.queries import alerts_for, known_of, not_known
from tutela_web.warning.models import Alert, AlertMoment, Report
from tutela_web.warning.telling.addressees import FilledPosts, Named
from tutela_web.warning.threads.state import settle


def test_a_call_of_which_nothing_but_a_place_name_is_known_is_an_alert_at_once(cast: Cast) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    alert = raise_alert({"place_said": "beyond the river"}, mission=cast.mission, by=desk)
    assert alert.owner == cast["joc_duty_officer"] and alert.level == "warning"
    missing = not_known(alert, known_of(desk, [again(alert)])[alert.pk])
    assert set(missing) >= {"who", "whom", "act", "place", "caller_safe"}
    assert again(alert).now.state == "received" and again(alert).now.due_at is not None
    assert alert.reports.get().channel == "web"


def test_an_alert_with_nobody_to_own_it_cannot_exist(cast: Cast) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    Holding.objects.all().delete()
    with pytest.raises(NotNow, match="no owner"):
        raise_alert({"act": "shots"}, mission=cast.mission, by=desk)
    assert not Alert.objects.exists()


def test_when_nobody_sits_at_the_desk_the_field_office_owns_it(cast: Cast) -> None:
    Holding.objects.filter(post__role="joc_duty_officer").delete()
    alert = call(cast, who="poc_adviser")
    assert alert.owner == cast.hofo and alert.owner_post.role == "head_of_field_office"


@pytest.mark.parametrize("level", ["watch", "imminent", "ongoing"])
def test_the_row_of_a_new_alert_is_what_its_record_makes_of_it(cast: Cast, level: str) -> None:
    alert = again(call(cast, level=level))
    first = model_to_dict(alert.now, exclude=["settled_at"])
    settle(cast.mission, [alert.pk])
    assert model_to_dict(again(alert).now, exclude=["settled_at"]) == first
    assert first["due_at"] and first["reports"] == 1


def test_in_a_flood_the_posts_are_read_once_a_second(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    time.sleep(1.01 - time.monotonic() % 1)  # the beginning of a second
    first = FilledPosts.as_of_this_second(cast.mission)
    with django_assert_num_queries(0):
        assert FilledPosts.as_of_this_second(cast.mission) is first
    Holding.objects.all().delete()
    time.sleep(1.01 - time.monotonic() % 1)
    assert not any(seat.people for seat in FilledPosts.as_of_this_second(cast.mission).seats)


def test_an_attack_going_on_warns_base_office_sector_and_desk_in_the_same_breath(
    cast: Cast,
) -> None:
    alert = call(cast, level="ongoing", act="shots and burning houses")
    assert told(alert, "issued") >= {
        "unit_commander",
        "police_unit_commander",
        "head_of_field_office",
        "sector_operations",
        "joc_duty_officer",
        "poc_adviser",
    }
    assert "issued" in again(alert).now.moments
    assert again(alert).owner == cast.hofo  # who coordinates


def test_where_a_post_is_empty_the_next_one_up_is_warned_and_the_gap_is_kept(cast: Cast) -> None:
    Holding.objects.filter(post__role__in=["unit_commander", "sector_operations"]).delete()
    alert = call(cast, level="ongoing")
    assert "force_commander" in told(alert, "issued")
    issued = AlertMoment.objects.get(alert=alert, name="issued")
    assert set(issued.detail["gaps"]) == {"unit_commander", "sector_operations"}


def test_the_same_alert_sent_again_from_a_bad_line_is_one(cast: Cast) -> None:
    desk, pk = at_desk(cast, "joc_duty_officer"), uuid4()
    first = raise_alert({"act": "shots"}, mission=cast.mission, by=desk, id=pk)
    assert raise_alert({"act": "shots"}, mission=cast.mission, by=desk, id=pk).pk == first.pk
    assert Alert.objects.count() == Report.objects.count() == 1
    with pytest.raises(Denied):
        raise_alert({"act": "x"}, mission=cast.mission, by=at_desk(cast, "analyst"), id=pk)


def test_a_patrol_that_is_there_already_is_recorded_and_what_was_skipped_is_inferred(
    cast: Cast,
) -> None:
    alert = call(cast)
    there = clock.now(cast.mission) - timedelta(minutes=2)
    record(alert, "arrived", by=at_desk(cast, "unit_commander"), happened_at=there)
    moments = AlertMoment.objects.filter(alert=alert).values_list("name", "inferred")
    assert list(moments) == [
        ("received", False),
        ("tasked", True),
        ("on the way", True),
        ("arrived", False),
    ]
    arrived = AlertMoment.objects.get(alert=alert, name="arrived")
    assert arrived.happened_at == there < arrived.entered_at
    assert arrived.post == "unit commander"


def test_a_resend_of_the_same_moment_changes_nothing(cast: Cast) -> None:
    alert, pk = call(cast), uuid4()
    for _ in range(2):
        record(alert, "acknowledged", by=at_desk(cast, "unit_commander"), id=pk)
    assert AlertMoment.objects.filter(alert=alert, name="acknowledged").count() == 1


def test_what_lies_in_the_future_is_not_recorded(cast: Cast) -> None:
    with pytest.raises(BadParameter):
        record(
            call(cast),
            "acknowledged",
            by=at_desk(cast, "unit_commander"),
            happened_at=clock.now(cast.mission) + timedelta(hours=1),
        )


def test_a_level_goes_up_at_once_and_down_only_with_a_reason(cast: Cast) -> None:
    alert, desk = call(cast, level="warning"), at_desk(cast, "joc_duty_officer")
    assert set_level(alert, "ongoing", by=desk).level == "ongoing"
    assert "unit_commander" in told(alert, "issued")
    with pytest.raises(BadParameter):
        set_level(again(alert), "watch", by=desk)
    lowered = set_level(again(alert), "watch", by=desk, why="the column turned back, seen by air")
    assert [h.level for h in lowered.held.all()] == ["warning", "ongoing", "watch"]


def test_each_channel_and_each_repeat_is_counted(cast: Cast) -> None:
    alert, desk = call(cast), at_desk(cast, "joc_duty_officer")
    for channel in ("call", "call", "radio"):
        add_word(alert, AlertReport(channel, said={"words": "they are inside, help"}), by=desk)
    now = again(alert).now
    assert now.reports == 4 and now.channels == {"web": 1, "call": 2, "radio": 1}


def test_a_missed_call_is_owed_a_call_back_within_ten_minutes(cast: Cast) -> None:
    alert = call(cast)
    report = add_word(alert, AlertReport("missed_call"), by=at_desk(cast, "joc_duty_officer"))
    owed = report.owed.get()
    assert owed.what == "call_back" and owed.due_at - report.known_at == timedelta(minutes=10)


def test_who_keeps_alerts_completes_one_and_the_place_brings_its_area(cast: Cast) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    desk = at_desk(cast, "joc_duty_officer")
    alert = raise_alert({"act": "shots"}, mission=cast.mission, by=desk)
    kept = edit_alert(alert, {"place": luma}, version=alert.version, by=desk)
    assert (kept.area, kept.latitude, kept.place_said) == (cast.north, luma.latitude, "Luma")


def test_an_alert_is_handed_over_by_its_owner_with_a_reason_and_only_to_who_answers_for_it(
    cast: Cast,
) -> None:
    alert, desk = call(cast), at_desk(cast, "joc_duty_officer")
    around = FilledPosts(cast.mission, clock.now(cast.mission))
    (sector,) = around.holders_by_role(alert)["sector_operations"]
    with pytest.raises(BadParameter):
        hand_over(alert, sector, by=desk, why="")
    assert hand_over(alert, sector, by=desk, why="radio room").owner == sector.person
    with pytest.raises(BadParameter):
        hand_over(again(alert), Named(sector.post, cast.boris), by=desk, why="he is near")


def test_the_stranger_and_the_office_of_another_area_see_nothing_of_it(cast: Cast) -> None:
    alert = call(cast)
    seen = {
        who: alerts_for(standing_of(cast[who], cast.mission)).filter(pk=alert.pk).exists()
        for who in (
            "joc_duty_officer",
            "unit_commander",
            "boris",
            "partner",
            "auditor",
            "administrator",
            "drafter",
            "custodian",
        )
    }
    assert seen == {
        "joc_duty_officer": True,
        "unit_commander": True,
        "boris": True,
        "partner": False,
        "auditor": False,
        "administrator": False,
        "drafter": False,
        "custodian": False,
    }
    south = call(cast, area=cast.south)
    assert not alerts_for(at_desk(cast, "unit_commander")).filter(pk=south.pk).exists()
    assert not alerts_for(standing_of(cast.chen, cast.mission)).exists()


def test_who_merely_reads_moves_nothing(cast: Cast) -> None:
    alert, boris = call(cast), standing_of(cast.boris, cast.mission)
    for do in (
        lambda: raise_alert({"act": "x"}, mission=cast.mission, by=boris),
        lambda: issue(alert, by=boris),
        lambda: record(alert, "acknowledged", by=boris),
        lambda: set_level(alert, "watch", by=boris, why="calm"),
        lambda: edit_alert(alert, {"act": "x"}, version=1, by=boris),
    ):
        with pytest.raises(Denied):
            do()


def test_every_move_is_a_line_in_the_audit_without_a_word_of_the_alert(cast: Cast) -> None:
    alert = call(cast, act="threat to burn the market")
    record(alert, "acknowledged", by=at_desk(cast, "unit_commander"), why="radio from the base")
    lines = AuditEntry.objects.filter(subject_id=str(alert.pk))
    assert {"create", "move"} <= set(lines.values_list("act", flat=True))
    assert "market" not in str(list(lines.values())) and "radio" not in str(list(lines.values()))


def test_the_clock_that_jumps_back_loses_nothing(cast: Cast) -> None:
    alert = call(cast)
    later(cast.mission, hours=-2)
    record(alert, "acknowledged", by=at_desk(cast, "unit_commander"))
    assert again(alert).now.state == "acknowledged"
