"""Lists of other rooms name a thread by the highest alert of it that their reader may read: of the
operations centre, a handover, a meeting, an arrangement, the duty desk. Of the rest nothing tells.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import called, held, local, senior, url
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import again, at_desk, call, later
from tests.tutela_web.warning.test_joined_apart import join_two, traces, two
from tutela_web.access.models import Post
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.joc.models import ShiftHandover
from tutela_web.partners.arrangements.kind import ARRANGEMENT
from tutela_web.partners.arrangements.verbs import bind_party
from tutela_web.records.kind_verbs import create_record
from tutela_web.warning.merging.verbs import join
from tutela_web.warning.models import Alert

__all__ = ["two"]

DESK = "/m/luma/joc/"


def read(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return squeezed(answer.content.decode())


def part_of(shown: str, name: str) -> str:
    return shown.partition(f'id="{name}"')[2].partition("</section>")[0]


def hide(*alerts: Alert) -> None:
    """They are marked higher than an operations centre or an adviser may read."""
    rows = Alert.objects.filter(pk__in=[one.pk for one in alerts])
    rows.update(classification=Classification.STRICTLY_CONFIDENTIAL)


@pytest.fixture
def relief(cast: Cast) -> Any:
    """The duty officer of the next shift."""
    person = make.person("relief")
    make.post(cast.mission, "joc_duty_officer", person)
    make.role(cast.mission, "joc_duty_officer", person)
    return person


def test_every_list_of_an_office_names_the_thread_by_the_alert_it_may_read(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    root, village = join_two(cast, two)
    hofo = sign_in(cast.hofo)
    shown = read(hofo, DESK)
    assert str(village) in part_of(shown, "clocks"), "its clock runs, and stands on the desk"
    hofo.post(f"{DESK}handovers/new/", {"note": "quiet but for the village"})
    handover = read(hofo, f"{DESK}handovers/{ShiftHandover.objects.get().pk}/")
    assert str(village) in part_of(handover, "threads")
    assert str(village) in part_of(handover, "clocks")
    meeting = called(cast, local(cast), days=1)
    agenda = read(hofo, url("fora:meeting", meeting.pk))
    assert str(village) in agenda
    duty = read(hofo, f"/m/luma/duty/?q=Luma&place={village.place_id}")
    assert f"{village} young men called together" in duty
    second = call(cast, place=village.place, act="smoke over the mill")
    assert str(village) in read(hofo, f"/m/luma/alerts/{second.pk}/decision/")
    for name, page in {
        "desk": shown,
        "handover": handover,
        "agenda": agenda,
        "duty": duty,
    }.items():
        for trace in traces(root):
            assert trace not in page, (name, trace)
    desk = read(sign_in(cast["joc_duty_officer"]), DESK)
    clocks = part_of(desk, "clocks")
    assert str(root) in clocks and str(village) not in clocks, "who reads all reads the root"


def test_a_handover_of_what_its_reader_may_not_read_names_what_they_may_without_its_clock(
    cast: Cast, sign_in: Any, two: list[Alert], relief: Any
) -> None:
    root, village = join_two(cast, two)
    sign_in(cast["joc_duty_officer"]).post(f"{DESK}handovers/new/", {"note": "two sites"})
    handover = ShiftHandover.objects.get()
    hide(root)
    shown = read(sign_in(relief), f"{DESK}handovers/{handover.pk}/")
    clocks = part_of(shown, "clocks")
    assert str(village) in clocks and "no clock ran" in clocks
    for trace in traces(root):
        assert trace not in shown, trace


def test_what_was_joined_only_after_a_meeting_is_not_told_of_it(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    root, village = two
    meeting = held(cast, senior(cast))
    later(cast.mission, minutes=30)
    third = call(cast, level="warning", act="a shot at the well")
    join(third, again(root), by=at_desk(cast, "joc_duty_officer"))
    hide(root)
    shown = read(sign_in(cast.adviser), url("fora:meeting", meeting.pk))
    assert str(village) in shown and str(third) not in shown
    for trace in traces(root):
        assert trace not in shown, trace


def test_a_line_called_about_a_thread_names_the_alert_its_reader_may_read(
    cast: Cast, sign_in: Any, two: list[Alert]
) -> None:
    root, village = join_two(cast, two)
    adviser = sign_in(cast.adviser)
    by = at_desk(cast, "poc_adviser")
    agreed = create_record(
        ARRANGEMENT, {"kind": "crisis", "name": "Ford", "says": "Call first"}, by=by
    )
    post = Post.objects.get(mission=cast.mission, role="police_commander")
    party = bind_party(agreed, {"post": post, "part": "boats", "line": "555"}, by=by)
    here = url("partners:arrangement", agreed.pk)
    later(cast.mission, minutes=5)
    sent = {"why": "crisis", "at": f"{clock.now(cast.mission):%Y-%m-%dT%H:%M}", "alert": root.pk}
    adviser.post(url("partners:party_call", agreed.pk, party.pk), sent)
    assert part_of(read(adviser, here), "calls").count(str(root)) == 1
    hide(root)
    shown = read(adviser, here)
    assert str(village) in part_of(shown, "calls"), "the call was about its thread"
    assert f'<option value="{village.pk}">' in shown, "and it may be called about"
    for trace in traces(root):
        assert trace not in shown, trace
