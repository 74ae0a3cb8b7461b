"""Six tries, then half an hour: for that name from that place, and the page says what to do."""

from __future__ import annotations

from django.test import Client

from tests.tutela_web.access.hands import type_in, with_password
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry


def fail(client: Client, name: str, times: int) -> list[int]:
    return [type_in(client, name, "wrong").status_code for _ in range(times)]


def test_the_sixth_wrong_try_locks_that_name_from_there(cast: Cast, client: Client) -> None:
    with_password(cast.amina)
    assert fail(client, "analyst", 6) == [200] * 5 + [429]
    page = type_in(client, cast.amina)
    assert page.status_code == 429
    words = page.content.decode()
    assert "half an hour" in words and "administrator" in words
    assert "analyst" not in words
    lines = AuditEntry.objects.filter(chain="house", act="locked_out")
    assert lines.count() == 2 and "analyst" not in str(lines.values_list())


def test_writing_the_name_otherwise_gives_no_more_tries(cast: Cast, client: Client) -> None:
    with_password(cast.amina)
    assert [fail(client, name, 2)[-1] for name in ("analyst", "ANALYST", " Analyst")][-1] == 429


def test_an_unknown_name_is_locked_just_the_same(cast: Cast, client: Client) -> None:
    assert fail(client, "nobody.here", 6)[-1] == 429


def test_somebody_elses_tries_elsewhere_do_not_lock_the_duty_officer_out(cast: Cast) -> None:
    with_password(cast["joc_duty_officer"])
    fail(Client(REMOTE_ADDR="203.0.113.9"), "joc_duty_officer", 6)
    home = Client(REMOTE_ADDR="198.51.100.7")
    assert type_in(home, cast["joc_duty_officer"]).status_code == 302


def test_five_wrong_tries_and_then_the_right_one(cast: Cast, client: Client) -> None:
    with_password(cast.amina)
    assert fail(client, "analyst", 5)[-1] == 200
    assert type_in(client, cast.amina).status_code == 302
    client.post("/account/logout/")
    assert fail(client, "analyst", 5)[-1] == 200
