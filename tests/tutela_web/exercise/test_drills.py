"""A drill is played in the real screens, until NO DUFF stops it for a real event."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.exercise.playing import (
    CHIEF,
    JOC,
    OBSERVER,
    UNIT,
    SignIn,
    act_of,
    page_of,
    prepared,
    pressed,
    read,
    started,
    there,
)
from tests.tutela_web.planted_exercise import scenarios_by_path
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import call
from tutela_web.access.models import Duty, Holding, Mission, Post
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.capacity.models import Base
from tutela_web.exercise.drills.kinds import DRILL
from tutela_web.exercise.drills.models import Drill, DrillNote, DrillSeat
from tutela_web.exercise.drills.verbs import go_on_with_all
from tutela_web.places.models import Place
from tutela_web.warning.models import Alert, NetworkContact

pytestmark = pytest.mark.postgresql
Minutes = Callable[[float], None]


class TestDrill(KindTests):
    kind = DRILL
    values: ClassVar[dict[str, Any]] = {"title": "Night drill", "classification": 1}
    changes: ClassVar[dict[str, Any]] = {"title": "Night drill of the north"}

    @pytest.fixture(autouse=True)
    def _conductor(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        named = {"title": "Night drill", "classification": 1, "conductor": cast[CHIEF]}
        monkeypatch.setattr(type(self), "values", named)


def test_a_night_is_played_until_no_duff_opens_the_live_board(
    cast: Cast, sign_in: SignIn, pass_minutes: Minutes
) -> None:
    chief, joc, unit = sign_in(cast[CHIEF]), sign_in(cast[JOC]), sign_in(cast[UNIT])
    observer = sign_in(cast[OBSERVER])
    make.place(cast.mission, "Luma", area=cast.north)
    drill = started(cast, chief)
    mine = there(drill, "exercise:my_exercise")
    assert "Shots at the market" in read(joc, mine), "minute 0 reaches the duty officer"
    assert "burn houses" not in read(unit, mine), "nothing yet for the base"
    landed = joc.get("/", follow=True)
    assert landed.redirect_chain[0][0] == "/m/luma/now/", "the live mission comes first"
    assert mine in landed.content.decode(), "and the exercise is found there"
    page = read(joc, mine)
    assert "EXERCISE" in page and "NO DUFF: real event" in page and "JOC on duty" in page

    raising = there(drill, "warning:raise")
    assert raising in joc.get(mine).content.decode(), "filed in the real screens"
    assert joc.get(raising).status_code == 200
    played = Cast(drill.exercise, cast.other_mission, cast.north, cast.south, cast.people)
    call(played, act="shots at the market", area=None, level="imminent")
    assert read(joc, there(drill, "warning:board")).count("shots at the market")
    judged = {"expectation": "raises", "judged": "passed"}
    assert "Passed" in pressed(observer, page_of(drill), act_of(drill, "judge"), judged)

    pass_minutes(6)
    go_on_with_all()
    assert "burn houses" in read(unit, mine)
    assert "may not leave by night" in read(joc, mine), "after the expectation was judged"
    seen = {"words": "The base was told within the minute."}
    noted = pressed(observer, page_of(drill), act_of(drill, "note"), seen)
    assert "The base was told within the minute." in noted and "minute 6" in noted
    pass_minutes(10)
    assert "Bel is attacked too" in read(joc, mine), "the page itself brings what fell due"

    board = reverse("warning:board", args=["luma"])
    button = there(drill, "exercise:no_duff")
    assert button in unit.get(there(drill, "warning:board")).content.decode(), "on every page"
    answer = unit.post(button, follow=True)
    assert answer.redirect_chain[-1][0] == board and answer.status_code == 200
    drill.refresh_from_db()
    assert (drill.state, drill.ended_by) == ("stopped", cast[UNIT])
    for player in (joc, observer, chief):
        stopped = read(player, mine)
        assert "stopped for a real event" in stopped and str(cast[UNIT]) in stopped
        assert board in player.get(mine).content.decode()
    assert "stopped for a real event" in read(chief, page_of(drill))
    pass_minutes(60)
    assert go_on_with_all() == 0, "nothing more is delivered"


def test_who_plays_reads_nothing_of_the_script_but_what_reached_them(
    cast: Cast, sign_in: SignIn
) -> None:
    chief, joc, unit = sign_in(cast[CHIEF]), sign_in(cast[JOC]), sign_in(cast[UNIT])
    drill = started(cast, chief)
    everything = read(chief, page_of(drill))
    assert "burn houses" in everything and "Raises an alert" in everything
    hofo = sign_in(cast.hofo)
    for reader in (joc, unit, hofo):  # the duty officer may run drills, and plays in this one
        page = read(reader, page_of(drill))
        assert "Night drill" in page and "burn houses" not in page
        assert "Raises an alert" not in page and "Deliver" not in page
        assert "script" not in reader.get(f"/api/v1/missions/luma/drills/{drill.pk}").json()
    assert "burn houses" not in read(joc, there(drill, "exercise:my_exercise"))
    assert hofo.get(there(drill, "exercise:my_exercise")).status_code == 404, "not in the drill"


def test_who_is_on_live_duty_is_relieved_by_name_before_they_play(
    cast: Cast, sign_in: SignIn
) -> None:
    chief, now = sign_in(cast[CHIEF]), clock.now(cast.mission)
    post = Post.objects.get(mission=cast.mission, role=JOC)
    ends = now + timedelta(hours=6)
    Duty.objects.create(
        post=post, person=cast[JOC], starts_at=now - timedelta(hours=2), ends_at=ends
    )
    drill = prepared(cast, chief)
    seat = DrillSeat.objects.get(drill=drill, person=cast[JOC])
    page = page_of(drill)
    assert "on live duty" in read(chief, page)
    refused = pressed(chief, page, act_of(drill, "start"))
    assert "stands on live duty" in refused and "name who relieves them first" in refused
    drill.refresh_from_db()
    assert drill.state == "prepared" and not Mission.objects.filter(kind="exercise").exists()
    relieving = act_of(drill, "relieve", seat.pk)
    refused = pressed(chief, page, relieving, {"person": cast[UNIT].pk})
    assert "who takes part in the drill relieves nobody" in refused
    told = pressed(chief, page, relieving, {"person": cast.boris.pk})
    assert f"relieved by {cast.boris}" in told and "on live duty" not in told
    turns = Duty.objects.filter(post=post).order_by("starts_at")
    assert [turn.person for turn in turns] == [cast[JOC], cast.boris]
    assert turns[1].ends_at == ends, "the live roster names who is called now"
    assert "The drill runs." in pressed(chief, page, act_of(drill, "start"))


def test_the_ground_is_copied_and_no_record_contact_number_or_source(
    cast: Cast, sign_in: SignIn
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north, source="SOURCELUMA")
    make.place(cast.mission, "Hidden", area=cast.north, classification=2)
    records = {"code": "b1", "area": cast.north, "place": luma, "duty_number": "+211900333"}
    make.base(cast.mission, "Base of Luma", **records)
    Post.objects.filter(mission=cast.mission).update(duty_number="+211900444")
    make.incident(cast.mission, "INCIDENTLUMA", area=cast.north)
    call(cast, act="ALERTLUMA")
    drill = started(cast, sign_in(cast[CHIEF]))
    made = drill.exercise
    assert made is not None and made.kind == "exercise"
    assert [(one.name, one.source) for one in Place.objects.filter(mission=made)] == [("Luma", "")]
    base = Base.objects.get(mission=made)
    assert (base.name, base.duty_number, base.source) == ("Base of Luma", "", "")
    assert base.place is not None and base.place.mission == made
    posts = Post.objects.filter(mission=made)
    assert posts.count() == Post.objects.filter(mission=cast.mission).count()
    assert not posts.exclude(duty_number="").exists()
    assert not Alert.objects.filter(mission=made).exists()
    assert not NetworkContact.objects.filter(mission=made).exists()
    page = sign_in(cast[JOC]).get(there(drill, "incidents:list")).content.decode()
    assert "INCIDENTLUMA" not in page


def test_the_conductor_pauses_speeds_up_and_delivers_by_hand(
    cast: Cast, sign_in: SignIn, pass_minutes: Minutes
) -> None:
    chief, unit = sign_in(cast[CHIEF]), sign_in(cast[UNIT])
    drill = started(cast, chief)
    page, mine = page_of(drill), there(drill, "exercise:my_exercise")
    begun = clock.now(drill.exercise)  # type: ignore[arg-type]
    pressed(chief, page, act_of(drill, "pause"))
    pass_minutes(30)
    go_on_with_all()
    assert "burn houses" not in read(unit, mine), "the script is held"
    pressed(chief, page, act_of(drill, "resume"))
    pressed(chief, page, act_of(drill, "pace"), {"speed": 5})
    pass_minutes(2)
    assert "burn houses" in read(unit, mine), "ten minutes in two"
    exercise = Mission.objects.get(pk=drill.exercise_id)
    assert clock.now(exercise) - begun == timedelta(minutes=40), "its clock keeps pace"
    refused = pressed(chief, page, act_of(drill, "pace"), {"speed": 50})
    assert "50 is not one of the available choices" in refused
    pressed(chief, page, act_of(drill, "pace"), {"speed": 10, "by_hand": "on"})
    pass_minutes(10)
    assert go_on_with_all() == 0, "a hand delivers"
    told = pressed(chief, page, act_of(drill, "give"), {"code": "again"})
    assert "It is delivered." in told
    assert "Bel is attacked too" in read(sign_in(cast[JOC]), mine)


def test_what_would_have_been_sent_stands_on_the_players_page(cast: Cast, sign_in: SignIn) -> None:
    from tutela_web.channels import outbox

    drill = started(cast, sign_in(cast[CHIEF]))
    played = Cast(drill.exercise, cast.other_mission, cast.north, cast.south, cast.people)
    call(played, act="shots at the market", area=None, level="ongoing")
    outbox.deliver_due()
    mine = there(drill, "exercise:my_exercise")
    unit, chief = read(sign_in(cast[JOC]), mine), read(sign_in(cast[CHIEF]), mine)
    assert f"would have gone to {cast[JOC]}" in unit or f"would have gone to {cast[JOC]}" in chief


def test_notes_are_written_by_who_observes_and_judge_no_person(cast: Cast, sign_in: SignIn) -> None:
    chief, unit = sign_in(cast[CHIEF]), sign_in(cast[UNIT])
    drill = started(cast, chief)
    assert act_of(drill, "note") not in unit.get(page_of(drill)).content.decode()
    assert unit.post(act_of(drill, "note"), {"words": "I did well"}).status_code == 403
    assert not DrillNote.objects.exists()
    unknown = pressed(chief, page_of(drill), act_of(drill, "give"), {"code": "none"})
    assert "none is not one of the available choices" in unknown
    failed = {"expectation": "raises", "judged": "failed", "words": "Nobody raised it."}
    told = pressed(chief, page_of(drill), act_of(drill, "judge"), failed)
    assert "failed" in told and "Nobody raised it." in told


def test_only_who_steers_a_drill_steers_it(cast: Cast, sign_in: SignIn) -> None:
    drill = started(cast, sign_in(cast[CHIEF]))
    unit = sign_in(cast[UNIT])
    for act in ("pause", "end", "give", "pace"):
        answer = unit.post(act_of(drill, act), {"code": "text", "speed": 2})
        assert answer.status_code == 403, act
    drill.refresh_from_db()
    assert drill.state == "running"


def test_a_drill_ends_and_a_second_press_stops_nothing_twice(cast: Cast, sign_in: SignIn) -> None:
    chief = sign_in(cast[CHIEF])
    drill = started(cast, chief)
    assert "The drill is over." in pressed(chief, page_of(drill), act_of(drill, "end"))
    answer = sign_in(cast[JOC]).post(there(drill, "exercise:no_duff"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("warning:board", args=["luma"])
    drill.refresh_from_db()
    assert (drill.state, drill.ended_by) == ("ended", cast[CHIEF])
    ends = Holding.objects.filter(post__mission=drill.exercise).values_list("ends", flat=True)
    assert all(ends), "in two weeks nobody stands in it any more"


def test_no_drill_is_prepared_within_an_exercise(cast: Cast, sign_in: SignIn) -> None:
    drill = started(cast, sign_in(cast[CHIEF]))
    joc = sign_in(cast[JOC])
    sent = {"title": "Another", "conductor": cast[JOC].pk, "classification": 1}
    answer = joc.post(there(drill, "exercise:drill_new"), sent)
    assert answer.status_code == 400 and "an exercise already" in answer.content.decode()
    assert Drill.objects.count() == 1


def test_a_drill_is_prepared_from_the_page_of_its_scenario(cast: Cast, sign_in: SignIn) -> None:
    keys = scenarios_by_path(standing_of(cast.adviser, cast.mission))
    adviser = sign_in(cast.adviser)
    page = adviser.get(reverse("exercise:scenario", args=["luma", keys["scenarios"]]))
    (link,) = re.findall(r'href="([^"]+drills/new/[^"]+)"', page.content.decode())
    form = adviser.get(link).content.decode()
    assert f'value="{keys["scenarios"]}" selected' in form
