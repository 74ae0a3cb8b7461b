"""A person's calendar at a private address: their fora and what they owe, and nothing marked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.access.hands import PASSWORD, type_in, with_password
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, called, held, local, senior
from tutela_web.access.devices import verbs as devices
from tutela_web.access.models import Device, Person
from tutela_web.access.people import verbs
from tutela_web.fora.calendar.queries import calendar_of
from tutela_web.fora.calendar.views import AN_HOUR
from tutela_web.fora.forum import verbs as fora_verbs
from tutela_web.fora.forum.models import Forum
from tutela_web.fora.meetings import verbs as meeting_verbs

FEED = reverse("calendar:feed")
WORLD = Client()


def address(person: Person) -> str:
    """Create a calendar address; gives its key."""
    return devices.make(person, name="my telephone", opens=Device.Opens.CALENDAR)[1]


def fetched(key: str, status: int = 200, **headers: str) -> Any:
    answer = WORLD.get(FEED, {"key": key}, headers=headers)
    assert answer.status_code == status
    return answer


def told(key: str) -> str:
    return fetched(key).content.decode().replace("\r\n ", "")


def seat(cast: Cast, forum: Forum, who: str) -> None:
    fora_verbs.add_member(forum, post=cast[who].holdings.get().post, by=by(cast, "poc_adviser"))


def test_the_head_of_office_makes_an_address_after_the_password_and_withdraws_it(
    cast: Cast,
) -> None:
    with_password(cast.hofo)
    client = Client()
    type_in(client, cast.hofo)
    asked = {"name": "my telephone"}
    sent = client.post("/calendar/new/", asked)
    assert sent.headers["Location"].startswith("/account/reauthenticate/")
    again = {"password": PASSWORD, "next": "/calendar/new/"}
    page = client.post("/account/reauthenticate/", again).content.decode()
    (key,) = re.findall(r"<bdi>http://localhost:8000/calendar/fora\.ics\?key=(\S+)</bdi>", page)
    assert "BEGIN:VCALENDAR" in told(key)
    kept = client.get("/calendar/").content.decode()
    assert "my telephone" in kept and key not in kept
    row = Device.objects.get()
    assert key not in str(row.__dict__)
    assert client.post(f"/calendar/{row.pk}/withdraw/").status_code == 302
    fetched(key, 404)


def test_boris_withdraws_no_address_of_hers_and_a_token_opens_one_thing(
    cast: Cast, sign_in: Any
) -> None:
    key = address(cast.hofo)
    pk = Device.objects.get().pk
    assert sign_in(cast.boris).post(f"/calendar/{pk}/withdraw/").status_code == 404
    assert devices.person_of(key) is None, "a calendar's token does not open the API"
    _made, token = devices.make(cast.hofo, name="patrol tablet 3")
    fetched(token, 404)
    told(key)


@pytest.mark.parametrize("key", ["", "tutela_", "tutela_" + "x" * 43, "nonsense"])
def test_a_made_up_key_gives_nothing(cast: Cast, key: str) -> None:
    address(cast.hofo)
    fetched(key, 404)


def test_it_holds_meetings_of_the_fora_one_sits_in_and_no_others(cast: Cast) -> None:
    group, other = local(cast, classification=0), senior(cast, name="SMG-P", classification=0)
    seat(cast, group, "head_of_field_office")
    called(cast, group, days=2)
    called(cast, other, days=2)
    off = called(cast, group, days=9)
    meeting_verbs.call_off(off, "roads are cut", by=by(cast, "poc_adviser"))
    held(cast, group, days=-3)
    held(cast, group, days=-90)
    seen = told(address(cast.hofo))
    assert seen.count("SUMMARY:POC group North: meeting") == 3 and "SMG" not in seen
    assert seen.count("STATUS:CANCELLED") == 1 and "roads" not in seen


def test_of_a_marked_forum_it_tells_the_time_alone(cast: Cast) -> None:
    group, adviser = local(cast, purpose="PURPOSE"), by(cast, "poc_adviser")
    seat(cast, group, "head_of_field_office")
    meeting = called(cast, group, days=2)
    meeting_verbs.edit_meeting(meeting, {"where": "PLACEWORD"}, version=1, by=adviser)
    meeting_verbs.add_point(meeting, "POINTWORD", by=adviser)
    post = cast.hofo.holdings.get().post
    past = held(cast, group, days=-1)
    meeting_verbs.take_action(
        past, {"what": "ACTIONWORD", "owner": post, "due": make.TODAY}, by=adviser
    )
    seen = told(address(cast.hofo))
    assert seen.count("SUMMARY:Open Tutela: meeting") == 2
    assert seen.count("SUMMARY:Open Tutela: action due") == 1
    for word in (
        "North",
        "PURPOSE",
        "PLACEWORD",
        "POINTWORD",
        "ACTIONWORD",
        "LOCATION",
        "head_of",
        str(meeting.pk),
        meeting.pk.hex,
        "luma",
    ):
        assert word not in seen


def test_an_open_meeting_in_an_open_forum_tells_where_a_marked_one_does_not(cast: Cast) -> None:
    group, adviser = local(cast, classification=0), by(cast, "poc_adviser")
    seat(cast, group, "head_of_field_office")
    for marking, where in ((0, "Hall 2"), (1, "Hidden hall")):
        at = {"starts_at": called(cast, group, days=2).starts_at, "where": where}
        meeting_verbs.call_meeting(group, at | {"classification": marking}, by=adviser)
    seen = told(address(cast.hofo))
    assert "LOCATION:Hall 2\r\n" in seen and "Hidden" not in seen
    assert seen.count("SUMMARY:Open Tutela: meeting") == 1


def test_an_action_of_hers_is_there_until_it_is_done_one_of_another_never(cast: Cast) -> None:
    group, adviser = local(cast, classification=0), by(cast, "poc_adviser")
    past = held(cast, group, days=-1)
    post = cast.hofo.holdings.get().post
    more = {"due": make.TODAY + timedelta(days=4)}
    mine = meeting_verbs.take_action(past, {"what": "Ask", "owner": post} | more, by=adviser)
    meeting_verbs.take_action(past, {"what": "Ask", "owner_said": "OCHA"} | more, by=adviser)
    meeting_verbs.take_action(past, {"what": "Some day", "owner": post}, by=adviser)
    key = address(cast.hofo)
    assert told(key).count("POC group North: action due") == 1
    meeting_verbs.end_action(mine, "done", "Asked.", version=1, by=adviser)
    assert "action due" not in told(key)


def test_who_loses_the_post_reads_nothing_at_the_next_fetch(cast: Cast) -> None:
    group = local(cast, classification=0)
    seat(cast, group, "head_of_field_office")
    called(cast, group, days=2)
    key = address(cast.hofo)
    assert "POC group North" in told(key)
    cast.hofo.holdings.all().delete()
    fetched(key, 404)
    assert "POC group North" not in str(WORLD.get(FEED, {"key": key}).content)


def test_who_may_read_no_fora_has_no_calendar_and_who_left_has_none(cast: Cast) -> None:
    fetched(address(cast["field_reporter"]), 404)
    key = address(cast.hofo)
    told(key)
    verbs.end_access(cast.hofo, by=by(cast, "administrator"))
    fetched(key, 404)


def test_a_program_that_has_it_already_is_told_so_until_something_changes(cast: Cast) -> None:
    group = local(cast, classification=0)
    seat(cast, group, "head_of_field_office")
    key = address(cast.hofo)
    first = fetched(key)
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    same = {"if-none-match": first["ETag"]}
    assert fetched(key, 304, **same).content == b""
    called(cast, group, days=2)
    assert fetched(key, **same)["ETag"] != first["ETag"]


def test_an_address_fetched_all_the_time_is_asked_to_wait(cast: Cast) -> None:
    key, other = address(cast.hofo), address(cast.adviser)
    for _ in range(AN_HOUR):
        fetched(key)
    assert fetched(key, 429)["Retry-After"] == "3600"
    fetched(other)


def test_an_exercise_says_so(cast: Cast) -> None:
    group = local(cast)
    seat(cast, group, "head_of_field_office")
    called(cast, group, days=2)
    cast.mission.kind = "exercise"
    cast.mission.save()
    assert "SUMMARY:EXERCISE: Open Tutela: meeting" in told(address(cast.hofo))


def test_many_meetings_take_as_many_questions_as_one(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    group = local(cast)
    seat(cast, group, "head_of_field_office")
    key = Device(person=cast.hofo).pk
    for number in (1, 2, 3):
        called(cast, group, days=number)
        with django_assert_num_queries(22):
            entries = calendar_of(cast.hofo, key) or ()
        assert sum("meeting" in entry.title for entry in entries) == number
