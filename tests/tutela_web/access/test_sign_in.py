"""At the door: the password, the language that goes with the person, and doors that stay shut."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.access.hands import PASSWORD, type_in, with_password
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry, Person
from tutela_web.access.people import verbs

HOUSE = "house"


def lines(act: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(chain=HOUSE, act=act).order_by("number"))


def test_amina_signs_in_and_out_and_both_are_lines_of_the_house(cast: Cast, client: Client) -> None:
    with_password(cast.amina)
    assert type_in(client, cast.amina).headers["Location"] == "/"
    assert client.get("/?missions=1").status_code == 200
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/?missions=1").headers["Location"].startswith("/account/login/")
    assert [line.person_id for act in ("sign_in", "sign_out") for line in lines(act)] == [
        cast.amina.pk,
        cast.amina.pk,
    ]


def test_what_failed_is_kept_without_the_name_that_was_typed(cast: Cast, client: Client) -> None:
    with_password(cast.amina)
    page = type_in(client, "my secret password", "oops")
    assert page.status_code == 200
    (line,) = lines("sign_in_failed")
    assert line.person_id is None
    assert set(line.detail) == {"name"}
    assert "secret" not in str(line.detail) + line.subject_id
    type_in(client, "MY SECRET password ", "again")
    assert lines("sign_in_failed")[1].detail == line.detail


def test_a_wrong_password_and_an_unknown_name_get_the_same_words(
    cast: Cast, client: Client
) -> None:
    with_password(cast.amina)
    said = [
        re.findall(
            r'class="note danger" role="alert".*?</div>\s*</div>',
            type_in(client, name, "wrong").content.decode(),
            re.DOTALL,
        )
        for name in ("analyst", "nobody")
    ]
    assert said[0] == said[1] and len(said[0]) == 1


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_signing_in_never_leads_out_of_the_house(cast: Cast, client: Client, next_url: str) -> None:
    with_password(cast.amina)
    answer = type_in(client, cast.amina, next=next_url)
    assert answer.headers["Location"] == "/"


def test_signing_in_leads_where_one_was_going(cast: Cast, client: Client) -> None:
    with_password(cast.amina)
    there = reverse("access:roster", args=["luma"])
    asked = client.get(there)
    assert asked.headers["Location"] == f"/account/login/?next={there}"
    assert f'value="{there}"' in client.get(asked.headers["Location"]).content.decode()
    assert type_in(client, cast.amina, next=there).headers["Location"] == there


def test_the_language_of_the_person_comes_along_to_another_screen(
    cast: Cast, client: Client
) -> None:
    with_password(cast.amina)
    type_in(client, cast.amina)
    client.post("/language/", {"language": "ar", "next": "/"})
    elsewhere = Client()
    assert 'dir="ltr"' in elsewhere.get("/account/login/").content.decode()
    type_in(elsewhere, cast.amina)
    assert 'dir="rtl"' in elsewhere.get("/?missions=1").content.decode()


def test_an_ended_account_signs_in_nowhere(cast: Cast, client: Client) -> None:
    with_password(cast.amina, is_active=False)
    assert type_in(client, cast.amina).headers["Location"] == "/account/inactive/"
    assert client.get("/account/inactive/").status_code == 200
    assert client.get("/?missions=1").headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "confirm-email/", "3rdparty/", "login/code/"]
)
def test_doors_this_house_does_not_have(client: Client, db: None, path: str) -> None:
    assert client.get(f"/account/{path}").status_code == 404


@pytest.mark.parametrize("password", ["eleven sign", "qwertyqwerty", "field.reporter"])
def test_a_password_must_be_long_uncommon_and_not_the_name(
    cast: Cast, client: Client, password: str
) -> None:
    new = verbs.make_account(by=None, username="field.reporter", name="Field Reporter")
    form = client.get(verbs.password_link(new, by=None), follow=True)
    page = client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})
    assert page.status_code == 200 and 'role="alert"' in page.content.decode()
    new.refresh_from_db()
    assert not new.check_password(password)


def test_a_link_for_a_password_opens_once(cast: Cast, client: Client) -> None:
    new = verbs.make_account(by=None, username="dana", name="Dana")
    link = verbs.password_link(new, by=None)
    form = client.get(link, follow=True)
    sent = client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert sent.status_code == 302
    assert "used up" in Client().get(link).content.decode()
    assert type_in(client, "Dana").status_code == 302
    assert [line.subject_id for line in lines("change_password")] == [str(new.pk)]


def test_every_form_at_the_door_wants_its_token(cast: Cast) -> None:
    with_password(cast.amina)
    strict = Client(enforce_csrf_checks=True)
    for path in ("/account/login/", "/account/logout/", "/account/2fa/webauthn/login/"):
        assert strict.post(path, {"login": "analyst", "password": PASSWORD}).status_code == 403
    assert Person.objects.get(username="analyst").last_login is None


def test_signed_in_pages_are_kept_by_no_browser(cast: Cast, client: Client) -> None:
    make.role(cast.mission, "analyst", with_password(cast.chen))
    type_in(client, cast.chen)
    assert client.get("/?missions=1").headers["Cache-Control"] == "no-store"
