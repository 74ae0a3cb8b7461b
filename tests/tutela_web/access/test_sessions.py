"""Where somebody is signed in, and how a session ends."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela_web.access.hands import type_in, with_password
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry, Holding, Person
from tutela_web.access.people import verbs
from tutela_web.access.policy import standing_of
from tutela_web.access.sessions import verbs as sessions
from tutela_web.base import clock
from tutela_web.base.errors import Denied

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


def browser(person: Person, agent: str = FIREFOX) -> Client:
    """A browser in which the person is signed in, through the door."""
    client = Client(headers={"user-agent": agent})
    assert type_in(client, person).status_code == 302
    return client


def outside(client: Client) -> bool:
    """Whether the browser is sent to the door."""
    return client.get("/").headers.get("Location", "").startswith("/account/login/")


def age(client: Client, **stamps: int) -> None:
    """Make a browser's session older, by hours."""
    kept = client.session
    for name, hours in stamps.items():
        kept[name] -= hours * 3600
    kept.save()


def test_amina_sees_both_her_screens_and_ends_the_other(cast: Cast) -> None:
    with_password(cast.amina)
    here, there = browser(cast.amina), browser(cast.amina, ANDROID)
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox · Linux" in page and "Chrome · Android" in page and "127.0.0.1" in page
    assert there.session.session_key not in page
    (number,) = re.findall(r'name="only" value="(\w+)"', page)
    assert here.post("/account/sessions/", {"only": number}).status_code == 302
    assert outside(there) and not outside(here)


def test_signing_out_everywhere_else(cast: Cast) -> None:
    with_password(cast.amina)
    here, *others = [browser(cast.amina) for _ in range(3)]
    here.post("/account/sessions/")
    assert all(outside(other) for other in others) and not outside(here)


def test_boris_cannot_end_a_session_of_amina(cast: Cast) -> None:
    with_password(cast.amina)
    with_password(cast.boris)
    hers, his = browser(cast.amina), browser(cast.boris)
    (place,) = sessions.sessions_of(cast.amina)
    assert his.post("/account/sessions/", {"only": place.number}).status_code == 404
    assert not outside(hers)


def test_two_idle_hours_end_a_session_and_say_so(cast: Cast) -> None:
    with_password(cast.amina)
    client = browser(cast.amina)
    age(client, seen=1)
    assert not outside(client)
    age(client, seen=3)
    page = client.get("/", follow=True)
    assert "Nothing was done for a while" in page.content.decode()


ITSELF = {"Asks-Itself": "1"}


def test_what_a_page_asks_by_itself_keeps_no_session_alive(cast: Cast) -> None:
    with_password(cast.amina)
    client = browser(cast.amina)
    age(client, seen=1)
    before = client.session["seen"]
    asked = client.get("/m/luma/", headers=ITSELF)
    assert asked.status_code == 200 and client.session["seen"] == before
    assert 3590 < int(asked.headers["Idle-Left"]) <= 3600
    age(client, seen=2)
    late = client.get("/m/luma/", headers=ITSELF)
    assert late.status_code == 401 and late.content == b""
    assert "Nothing was done for a while" in client.get("/", follow=True).content.decode()
    assert client.get("/m/luma/", headers=ITSELF).status_code == 401


def test_a_person_who_does_something_in_another_window_keeps_it_alive(cast: Cast) -> None:
    with_password(cast.amina)
    client = browser(cast.amina)
    age(client, seen=1)
    assert client.get("/m/luma/").status_code == 200
    assert int(client.get("/m/luma/", headers=ITSELF).headers["Idle-Left"]) > 7100


def test_a_page_that_asks_by_itself_is_told_when_the_last_post_ended(cast: Cast) -> None:
    with_password(cast.amina)
    client = browser(cast.amina)
    Holding.objects.filter(person=cast.amina).update(ends=clock.today(cast.mission))
    age(client, seen=1)
    assert client.get("/m/luma/", headers=ITSELF).status_code == 401


def test_twelve_hours_end_it_however_busy(cast: Cast) -> None:
    with_password(cast.amina)
    client = browser(cast.amina)
    age(client, began=13)
    assert outside(client)


def test_that_somebody_was_seen_is_written_once_a_minute(cast: Cast) -> None:
    with_password(cast.amina)
    client = browser(cast.amina)
    with CaptureQueriesContext(connection) as busy:
        client.get("/account/sessions/")
    assert not [q for q in busy.captured_queries if q["sql"].startswith(("UPDATE", "INSERT"))]
    before = client.session["seen"]
    age(client, seen=1)
    client.get("/")
    assert client.session["seen"] >= before


def test_whose_post_ended_over_night_is_signed_out_within_a_minute(cast: Cast) -> None:
    with_password(cast.amina)
    client = browser(cast.amina)
    Holding.objects.filter(person=cast.amina).update(ends=clock.today(cast.mission))
    age(client, seen=1)
    page = client.get("/", follow=True).content.decode()
    assert "You no longer hold a role in any mission" in page


def test_the_nightly_round_ends_what_is_left(cast: Cast) -> None:
    for person in (cast.amina, cast.boris):
        browser(with_password(person))
    Holding.objects.filter(person=cast.amina).update(ends=clock.today(cast.mission))
    assert verbs.end_lapsed() == 1
    assert sessions.sessions_of(cast.amina) == [] and len(sessions.sessions_of(cast.boris)) == 1


def test_a_changed_password_ends_other_screens(cast: Cast) -> None:
    with_password(cast.amina)
    there = browser(cast.amina)
    cast.amina.set_password("nine goats across the river")
    cast.amina.save()
    assert outside(there)


def test_end_access_works_at_once_and_is_a_line(cast: Cast) -> None:
    client = browser(with_password(cast.amina))
    ended = verbs.end_access(cast.amina, by=standing_of(cast["administrator"], cast.mission))
    assert ended == 1 and outside(client)
    line = AuditEntry.objects.get(act="end_access")
    assert (line.person_id, line.subject_id) == (
        cast["administrator"].pk,
        str(cast.amina.pk),
    )
    assert not Session.objects.filter(session_key=client.session.session_key).exists()


def test_only_who_looks_after_accounts_or_gives_access_may(cast: Cast) -> None:
    for who in ("analyst", "boris", "auditor", "joc_duty_officer", "custodian"):
        with pytest.raises(Denied):
            verbs.end_access(cast.chen, by=standing_of(cast[who], cast.mission))
