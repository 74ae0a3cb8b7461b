"""What rings at whose desk, until somebody answers; and who keeps a desk silent, by name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_refusal import Room
from tests.tutela_web.warning.story import again, at_desk, call, later
from tutela_web.access.models import AuditEntry, Holding
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.records import verbs as records
from tutela_web.warning.alerts.verbs import issue, record
from tutela_web.warning.clocks.ticker import tick_mission
from tutela_web.warning.models import AlertStep, DeskSilence
from tutela_web.warning.ringing.queries import what_rings

DESK = "/m/luma/alerts/desk/"
HOFO, JOC = "head_of_field_office", "joc_duty_officer"


def ringing(cast: Cast, who: str) -> list[tuple[str, str]]:
    """The alerts that ring for somebody, each with the clock it rings for."""
    return [(str(one.alert), one.clock) for one in what_rings(at_desk(cast, who))]


def page(sign_in: Any, cast: Cast, who: str, address: str = DESK) -> str:
    answered = sign_in(cast[who]).get(address)
    assert answered.status_code == 200
    return str(answered.content.decode())


def test_a_new_alert_rings_for_those_who_were_told_until_the_owner_acknowledges(
    cast: Cast, sign_in: Any
) -> None:
    assert ringing(cast, HOFO) == []
    alert = call(cast, level="ongoing", place=make.place(cast.mission, "Luma", area=cast.north))
    for who in (HOFO, "unit_commander", "sector_operations"):
        assert ringing(cast, who) == [(str(alert), "acknowledge")], who
    for who in ("boris", "human_rights", "custodian", "field_reporter"):
        assert ringing(cast, who) == [], who
    told = page(sign_in, cast, HOFO)
    assert "1 alert waits" in told and "not acknowledged" in told and 'data-every="20"' in told
    assert "Luma" not in told and "burn" not in told
    record(alert, "acknowledged", by=at_desk(cast, HOFO))
    assert ringing(cast, "unit_commander") == [] == ringing(cast, HOFO)
    assert 'data-keys=""' in page(sign_in, cast, HOFO)


def test_who_has_read_it_rings_again_when_the_clock_has_run_and_nobody_answered(
    cast: Cast, sign_in: Any
) -> None:
    alert = call(cast, level="ongoing")
    sign_in(cast["unit_commander"]).post(f"/m/luma/alerts/{alert.pk}/read/")
    assert ringing(cast, "unit_commander") == []
    assert ringing(cast, HOFO) == [(str(alert), "acknowledge")], "one's reading quiets nobody else"
    later(cast.mission, minutes=9)
    assert ringing(cast, "unit_commander") == []
    later(cast.mission, minutes=2)
    assert ringing(cast, "unit_commander") == [(str(alert), "acknowledge")]
    assert "acknowledge" in again(alert).now.dues, "and no clock stood still meanwhile"


def test_a_clock_that_runs_out_rings_for_the_next_of_the_ladder(cast: Cast) -> None:
    alert = call(cast, level="ongoing")
    assert ringing(cast, "head_of_mission") == []
    later(cast.mission, minutes=11)
    tick_mission(cast.mission)
    assert AlertStep.objects.filter(alert=alert, clock="acknowledge").exists()
    assert ringing(cast, "head_of_mission") == [(str(alert), "acknowledge")]
    later(cast.mission, minutes=60)
    record(alert, "acknowledged", by=at_desk(cast, HOFO))
    tick_mission(cast.mission)
    assert ringing(cast, "head_of_mission") == []
    assert ringing(cast, HOFO) == [(str(alert), "decide")]


@pytest.mark.parametrize("level", ["watch", "warning", "imminent", "ongoing"])
def test_a_watch_never_rings_and_the_nearest_harm_rings_first(cast: Cast, level: str) -> None:
    first = call(cast, level="warning")
    issue(first, by=at_desk(cast, JOC))
    second = call(cast, level=level)
    if level != "ongoing":  # of an attack everybody is warned at once
        issue(second, by=at_desk(cast, JOC))
    order = [alert for alert, _clock in ringing(cast, HOFO)]
    assert order[0] == str(second if level in ("imminent", "ongoing") else first)
    assert (str(second) in order) == (level != "watch")


def test_who_takes_a_post_over_hears_what_its_holder_was_told(cast: Cast, sign_in: Any) -> None:
    alert = call(cast, level="ongoing")
    held = Holding.objects.get(post__mission=cast.mission, post__role="unit_commander")
    Holding.objects.create(post=held.post, person=cast.boris, order=1, starts=held.starts)
    assert ringing(cast, "boris") == [(str(alert), "acknowledge")]
    sign_in(cast.boris).post(f"/m/luma/alerts/{alert.pk}/read/")
    assert ringing(cast, "boris") == []


def test_a_desk_is_kept_silent_by_name_and_only_for_some_minutes(cast: Cast, sign_in: Any) -> None:
    alert = call(cast, level="ongoing")
    desk = sign_in(cast[HOFO])
    desk.post(f"{DESK}silence/", {"minutes": "600"})
    assert not DeskSilence.objects.exists()
    told = desk.post(f"{DESK}silence/", {"minutes": "15"}).content.decode()
    assert "SILENT until" in told and str(cast[HOFO]) in told and "data-kept" in told
    other = page(sign_in, cast, "unit_commander")
    assert "keeps another desk silent" in other and "data-kept" not in other
    assert ringing(cast, HOFO) == [(str(alert), "acknowledge")], "it still waits"
    assert "acknowledge" in again(alert).now.dues
    later(cast.mission, minutes=16)
    assert "SILENT until" not in page(sign_in, cast, HOFO)
    desk.post(f"{DESK}silence/", {"minutes": "30"})
    assert "SILENT until" not in desk.post(f"{DESK}sound/").content.decode()
    acts = AuditEntry.objects.filter(kind="desk_silence", person_id=cast[HOFO].pk)
    assert list(acts.order_by("number").values_list("act", flat=True)) == [
        "silence_desk",
        "silence_desk",
        "let_desk_sound",
    ]


def test_a_silence_is_of_the_post_so_that_a_colleague_sees_who_keeps_it(
    cast: Cast, sign_in: Any
) -> None:
    held = Holding.objects.get(post__mission=cast.mission, post__role=JOC)
    Holding.objects.create(post=held.post, person=cast.boris, order=1, starts=held.starts)
    sign_in(cast[JOC]).post(f"{DESK}silence/", {"minutes": "5"})
    assert f"{cast[JOC]} (" in page(sign_in, cast, "boris")
    assert DeskSilence.objects.get().until - clock.now(cast.mission) <= timedelta(minutes=5)


def test_a_unit_that_is_tasked_rings_at_once_and_until_it_answers(cast: Cast, sign_in: Any) -> None:
    room = Room(cast, sign_in)
    base = make.base(cast.mission, area=cast.north)
    unit = Unit(code="u1", name="Coy 1", base=base, area=cast.north, classification=0, able=True)
    records.create(unit, mission=cast.mission, by=None)
    room.post("head_of_field_office", "decide", choice="act", authority="commands")
    sign_in(cast["unit_commander"]).post(f"/m/luma/alerts/{room.alert.pk}/read/")
    assert ringing(cast, "unit_commander") == []
    asked = room.task(unit)
    assert ringing(cast, "unit_commander") == [(str(room.alert), "asked of you")]
    assert ("asked of you") not in str(ringing(cast, "sector_operations"))
    room.answer(asked, "accepted")
    assert ringing(cast, "unit_commander") == []


def test_a_page_that_shows_the_same_is_sent_nothing(cast: Cast, sign_in: Any) -> None:
    call(cast, level="ongoing")
    desk = sign_in(cast[HOFO])
    shown = desk.get(DESK).content.decode().split('name="desk" value="')[1].split('"')[0]
    assert desk.get(DESK, {"desk": shown}).status_code == 204
    call(cast, level="ongoing")
    assert desk.get(DESK, {"desk": shown}).status_code == 200


def test_no_page_of_a_reporter_rings_and_who_holds_no_post_is_told_so(
    cast: Cast, sign_in: Any
) -> None:
    assert "data-desk" not in page(sign_in, cast, "field_reporter", "/m/luma/alerts/")
    assert (
        sign_in(cast["field_reporter"]).post(f"{DESK}silence/", {"minutes": "5"}).status_code == 403
    )
    for address in ("/m/luma/alerts/", "/m/luma/joc/", "/m/luma/"):
        assert "data-desk" in page(sign_in, cast, JOC, address), address
    assert "You hold no post" in page(sign_in, cast, "boris")
