"""The duty roster: who answers now, at which number, and when nobody does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.models import Duty, Post
from tutela_web.access.people import queries, verbs
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow

ROSTER = "/m/luma/roster/"


@pytest.fixture
def joc(cast: Cast) -> Standing:
    """The JOC duty officer, who keeps the roster."""
    return standing_of(cast["joc_duty_officer"], cast.mission)


@pytest.fixture
def desk(cast: Cast) -> Post:
    """The duty desk of the JOC, with a number of its own."""
    return make.post(cast.mission, "joc_duty_officer", title="JOC duty desk", duty_number="2222")


@pytest.fixture
def now(cast: Cast) -> datetime:
    return clock.now(cast.mission)


def turn(desk: Post, joc: Standing, person: Any, since: datetime, hours: float) -> Duty:
    return verbs.add_turn(
        desk, person=person, starts_at=since, ends_at=since + timedelta(hours=hours), by=joc
    )


def test_nobody_on_duty_is_said_and_not_left_out(
    cast: Cast, joc: Standing, desk: Post, now: datetime, sign_in: Any
) -> None:
    (none,) = queries.on_duty(cast.mission, now)
    assert (none.person, none.number, none.next_at) == (None, "2222", None)
    page = sign_in(cast.boris).get(ROSTER).content.decode()
    assert "nobody on duty" in page and "2222" in page


def test_a_post_that_was_never_rostered_and_answers_for_no_alert_is_no_alarm(
    cast: Cast, joc: Standing, now: datetime, sign_in: Any
) -> None:
    audit = make.post(cast.mission, "auditor", title="Auditor's office", duty_number="3333")
    page = sign_in(cast.boris).get(ROSTER).content.decode()
    assert "nobody on duty" not in page and "No roster is kept for these posts" in page
    assert "3333" in page and not queries.roster(cast.mission, since=now, until=now)
    turn(audit, joc, cast.amina, now + timedelta(hours=4), 2)
    page = sign_in(cast.boris).get(ROSTER).content.decode()
    assert page.count("nobody on duty") > 1, "once it keeps a roster, its gaps are told"


def test_the_first_page_counts_the_posts_that_keep_a_roster_alone(
    cast: Cast, joc: Standing, desk: Post, now: datetime, sign_in: Any
) -> None:
    make.post(cast.mission, "auditor", title="Auditor's office", duty_number="3333")
    said = " ".join(sign_in(cast.amina).get("/m/luma/now/first-days/").content.decode().split())
    kept = [one for one in queries.on_duty(cast.mission, now) if one.rostered]
    assert f"for {len(kept)} of {len(kept)} posts that keep a roster" in said
    assert len(kept) < len(queries.on_duty(cast.mission, now))


def test_who_is_on_duty_now_and_who_comes(
    cast: Cast, joc: Standing, desk: Post, now: datetime
) -> None:
    turn(desk, joc, cast.amina, now - timedelta(hours=1), 3)
    turn(desk, joc, cast.boris, now + timedelta(hours=4), 8)
    (duty,) = queries.on_duty(cast.mission, now)
    assert duty.person == cast.amina and duty.next_at == now + timedelta(hours=4)
    (gap,) = queries.on_duty(cast.mission, now + timedelta(hours=3))
    assert gap.person is None and gap.next_at == now + timedelta(hours=4)
    cast.amina.is_active = False
    cast.amina.save()
    assert queries.on_duty(cast.mission, now)[0].person is None


def test_the_week_shows_its_gaps(cast: Cast, joc: Standing, desk: Post, now: datetime) -> None:
    turn(desk, joc, cast.amina, now + timedelta(hours=2), 4)
    turn(desk, joc, cast.boris, now + timedelta(hours=6), 6)
    week = queries.roster(cast.mission, since=now, until=now + timedelta(hours=24))
    hours = [
        ((s.ends_at - s.starts_at).total_seconds() / 3600, s.turn.person if s.turn else None)
        for s in week
    ]
    assert hours == [(2, None), (4, cast.amina), (6, cast.boris), (12, None)]


def test_two_people_never_answer_for_one_post(
    cast: Cast, joc: Standing, desk: Post, now: datetime
) -> None:
    first = turn(desk, joc, cast.amina, now, 8)
    with pytest.raises(NotNow, match="somebody else"):
        turn(desk, joc, cast.boris, now + timedelta(hours=7), 8)
    verbs.edit_turn(
        first, person=cast.amina, starts_at=now, ends_at=now + timedelta(hours=7), by=joc
    )
    turn(desk, joc, cast.boris, now + timedelta(hours=7), 8)
    with pytest.raises(BadParameter, match="before it begins"):
        turn(desk, joc, cast.boris, now + timedelta(hours=70), -1)


def test_a_head_of_office_keeps_the_roster_of_the_own_area_only(cast: Cast, now: datetime) -> None:
    hofo = standing_of(cast.hofo, cast.mission)
    near = make.post(cast.mission, "head_of_field_office", area=cast.north, duty_number="31")
    far = make.post(cast.mission, "head_of_field_office", area=cast.south, duty_number="32")
    turn(near, hofo, cast.boris, now, 8)
    with pytest.raises(Denied):
        turn(far, hofo, cast.boris, now, 8)


def test_a_turn_taken_off_before_and_after_it_began(
    cast: Cast, joc: Standing, desk: Post, now: datetime
) -> None:
    running = turn(desk, joc, cast.amina, now - timedelta(hours=1), 8)
    ahead = turn(desk, joc, cast.boris, now + timedelta(hours=9), 8)
    verbs.drop_turn(ahead, by=joc)
    verbs.drop_turn(running, by=joc)
    kept = Duty.objects.get()
    assert kept == running and kept.ends_at - now < timedelta(minutes=5)


def test_the_page_for_amina_boris_chen_and_the_duty_officer(
    cast: Cast, joc: Standing, desk: Post, now: datetime, sign_in: Any
) -> None:
    made = turn(desk, joc, cast.amina, now, 8)
    for who, status in (
        ("analyst", 200),
        ("boris", 200),
        ("chen", 404),
        ("partner", 404),
        ("custodian", 404),
        ("administrator", 404),
    ):
        assert sign_in(cast[who]).get(ROSTER).status_code == status
    boris = sign_in(cast.boris)
    assert boris.get(f"{ROSTER}new/").status_code == 403
    assert boris.post(f"{ROSTER}{made.pk}/", {}).status_code == 403
    assert boris.post(f"{ROSTER}{made.pk}/drop/").status_code == 403
    officer = sign_in(joc.person)
    later = now + timedelta(hours=8)
    sent = officer.post(
        f"{ROSTER}new/",
        {
            "post": desk.pk,
            "person": cast.boris.pk,
            "starts_at": later.strftime("%Y-%m-%dT%H:%M"),
            "ends_at": (later + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M"),
        },
    )
    assert sent.status_code == 400  # the minute of the first turn is not over
    assert "somebody else has part" in sent.content.decode()
    free = {
        "starts_at": (later + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (later + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M"),
    }
    sent = officer.post(f"{ROSTER}new/", {"post": desk.pk, "person": cast.boris.pk} | free)
    assert sent.status_code == 302
    boriss = Duty.objects.get(person=cast.boris)
    assert abs((boriss.starts_at - later).total_seconds()) < 120  # in the mission's own zone
    assert "Change" in officer.get(ROSTER).content.decode()


def test_the_roster_asks_no_more_for_more_turns(
    cast: Cast, joc: Standing, desk: Post, now: datetime, sign_in: Any
) -> None:
    client = sign_in(joc.person)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(ROSTER).status_code == 200
        return len(found)

    turn(desk, joc, cast.amina, now, 1)
    before = asked()
    for hour in range(1, 12):
        turn(desk, joc, cast.boris, now + timedelta(hours=hour), 1)
    assert asked() == before
