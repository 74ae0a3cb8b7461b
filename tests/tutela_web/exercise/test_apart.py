"""A drill beside a live alert changes no person, board, feed, export or message of the mission.

The live mission is asked the same before and after a drill is played, at one moment, as the twins
are (tests/tutela_web/twins.py): what it answers may differ nowhere but where drills are listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make, twins
from tests.tutela_web.cast import Cast
from tests.tutela_web.exercise.playing import CHIEF, JOC, UNIT, SignIn, act_of, prepared, pressed
from tests.tutela_web.exercise.playing import page_of as drill_page
from tests.tutela_web.meeting import Address
from tests.tutela_web.twins import Asked
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.access.models import Holding, Mission, Post, RoleGrant
from tutela_web.base import clock
from tutela_web.channels import outbox, webhooks
from tutela_web.channels.models import Message
from tutela_web.exercise.drills.models import Drill
from tutela_web.exercise.drills.verbs import go_on_with_all
from tutela_web.risk.verbs import assess_everything
from tutela_web.warning.feed.verbs import release, turn
from tutela_web.warning.models import Alert

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(databases=["default", "keys"]),
]

WHO = ("joc_duty_officer", "unit_commander")
PAGES = (
    "",
    "now/",
    "inbox/",
    "alerts/",
    "incidents/",
    "places/",
    "search/?q=EXERCISED",
    "alerts/feed/",
    "export/incidents.csv",
)
PROGRAMS = ("alerts", "incidents")


def questions() -> list[Asked]:
    """What the people of the mission ask on a bad day: pages, files, programs."""
    pages = [Address(one, f"/m/luma/{one}") for one in PAGES]
    programs = [Address(one, f"/api/v1/missions/luma/{one}") for one in PROGRAMS]
    return [Asked(who, address) for who in WHO for address in (*pages, *programs)]


def answered(cast: Cast, sign_in: SignIn, known: frozenset[str]) -> dict[Asked, tuple[int, bytes]]:
    twins.forget()
    return twins.answers(questions(), cast, sign_in, known)


def messages(cast: Cast) -> list[tuple[Any, ...]]:
    rows = Message.objects.filter(mission_id=cast.mission.pk).order_by("pk")
    return list(rows.values_list())


def standings(cast: Cast) -> list[tuple[Any, ...]]:
    """What everybody of the live mission stands for."""
    held = Holding.objects.filter(post__mission=cast.mission).order_by("pk").values_list()
    given = RoleGrant.objects.filter(mission=cast.mission).order_by("pk").values_list()
    posts = Post.objects.filter(mission=cast.mission).order_by("pk").values_list()
    return [*held, *given, *posts]


def play(cast: Cast, sign_in: SignIn) -> None:
    """A whole drill: two alerts in it, one of them closed to nobody; its worker, its scores."""
    drill = Drill.objects.select_related("mission").get()
    pressed(sign_in(cast[CHIEF]), drill_page(drill), act_of(drill, "start"))
    drill = Drill.objects.select_related("exercise", "mission").get()
    assert drill.exercise is not None
    exercise = Cast(drill.exercise, cast.other_mission, cast.north, cast.south, cast.people)
    for level in ("imminent", "ongoing"):
        call(exercise, act="EXERCISED at Luma", area=None, level=level)
    make.incident(drill.exercise, "EXERCISED incident", by=cast[JOC])
    go_on_with_all()
    twins.let_work(exercise)
    assess_everything(cast.mission, on=clock.today(cast.mission), by=None)
    outbox.deliver_due()
    webhooks.deliver_due()
    answer = sign_in(cast[UNIT]).post(reverse("exercise:no_duff", args=[drill.exercise.code]))
    assert answer.status_code == 302
    assert Alert.objects.filter(mission=drill.exercise).count() == 2


@pytest.fixture
def live(cast: Cast, sign_in: SignIn) -> Iterator[Cast]:
    """A mission in which an alert runs, a feed is on, and a drill is prepared."""
    luma = make.place(cast.mission, "Luma", area=cast.north)
    make.incident(cast.mission, "Shots at Luma", area=cast.north, by=cast.amina)
    call(cast, act="shots at Luma", place=luma, level="imminent")
    by, now = at_desk(cast, "head_of_mission"), clock.now(cast.mission)
    turn(on=True, by=by)
    release(
        by=by,
        kind="mines",
        onset=now,
        expires=now + timedelta(days=7),
        severity="Severe",
        certainty="Likely",
        instruction="stay_on_paths",
        place=luma,
    )
    prepared(cast, sign_in(cast[CHIEF]))
    assess_everything(cast.mission, on=clock.today(cast.mission), by=None)
    with twins.one_moment():
        yield cast


def test_a_drill_beside_a_live_alert_changes_nothing_of_the_mission(
    live: Cast, sign_in: SignIn
) -> None:
    outbox.deliver_due()
    known = twins.ids_now()
    answered(live, sign_in, known)  # what is opened is noted as read: that is not the drill's doing
    before = answered(live, sign_in, known), messages(live), standings(live)
    assert any(b"Luma" in content for _status, content in before[0].values())
    play(live, sign_in)
    after = answered(live, sign_in, known), messages(live), standings(live)
    different = twins.differing(before[0], after[0])
    assert not different, "\n".join(f"{where}: {how}" for where, how in different.items())
    assert before[1:] == after[1:]
    said = b"".join(content for _status, content in after[0].values())
    assert b"EXERCISED at" not in said and b"EXERCISED incident" not in said
    assert Mission.objects.get(pk=live.mission.pk).clock_shift == live.mission.clock_shift
