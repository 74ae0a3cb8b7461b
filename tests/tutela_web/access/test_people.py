"""The people pages: who may look, who may give, and what an administrator is not shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.access.hands import PASSWORD, type_in, with_password
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tutela_web.access.models import (
    AuditEntry,
    CompartmentGrant,
    Holding,
    Person,
    Post,
    RoleGrant,
)
from tutela_web.access.people import verbs
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied

PEOPLE = "/m/luma/people/"


def post_of(role: str) -> Post:
    return Post.objects.get(role=role, mission__code="luma")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("head_of_mission", 200),
        ("chief_of_staff", 200),
        ("administrator", 200),
        ("analyst", 404),
        ("boris", 404),
        ("chen", 404),
        ("auditor", 404),
        ("custodian", 404),
        ("partner", 404),
    ],
)
def test_who_sees_who_holds_what(cast: Cast, sign_in: Any, who: str, status: int) -> None:
    assert sign_in(cast[who]).get(PEOPLE).status_code == status


def test_the_administrator_sees_the_table_and_not_why_a_compartment_was_opened(
    cast: Cast, sign_in: Any
) -> None:
    make.grant(cast.mission, cast.boris, "crsv", by=cast["head_of_mission"])
    CompartmentGrant.objects.update(reason="inquiry at the water point")
    seen = sign_in(cast["administrator"]).get(PEOPLE).content.decode()
    assert "force commander" in seen and "water point" not in seen and "sexual violence" not in seen
    chief = sign_in(cast["chief_of_staff"]).get(PEOPLE).content.decode()
    assert "water point" in chief and "conflict-related sexual violence" in chief


@pytest.mark.parametrize("who", ["administrator", "custodian", "auditor"])
def test_who_looks_after_the_house_sees_no_content(cast: Cast, sign_in: Any, who: str) -> None:
    make.incident(cast.mission, title="Attack on the well at Luma")
    client = sign_in(cast[who])
    for path in ("roster/", "areas/", "people/roles/new/"):
        assert client.get(f"/m/luma/{path}").status_code in (403, 404)
    for path in ("/", PEOPLE, "/accounts/"):
        assert "Attack on the well" not in client.get(path, follow=True).content.decode()


def test_the_chief_of_staff_hands_a_post_over_by_page(cast: Cast, sign_in: Any) -> None:
    dana, post = make.person("dana"), post_of("analyst")
    client = sign_in(cast["chief_of_staff"])
    assert "Hand over" in client.get(f"{PEOPLE}posts/{post.pk}/").content.decode()
    page = client.get(f"{PEOPLE}posts/{post.pk}/rotate/").content.decode()
    assert "signed out everywhere" in page
    on = clock.today(cast.mission)
    sent = client.post(f"{PEOPLE}posts/{post.pk}/rotate/", {"to": "Dana", "on": on.isoformat()})
    assert sent.headers["Location"] == f"{PEOPLE}posts/{post.pk}/"
    assert Holding.objects.get(post=post, ends=None).person == dana
    assert "Dana" in client.get(PEOPLE).content.decode()


def test_a_mistake_is_told_on_the_form_and_nothing_is_kept(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast["chief_of_staff"])
    day = clock.today(cast.mission)
    role = {"person": "boris", "role": "drafter", "starts": day.isoformat()}
    for wrong, words in (
        ({"person": "nobody"}, "No open account"),
        ({"starts": (day - timedelta(days=1)).isoformat()}, "passed"),
        ({"ends": day.isoformat()}, "lies before the first"),
        ({"role": "unit_commander"}, "by area"),
        ({"role": "superuser"}, "valid choice"),
    ):
        page = client.post(f"{PEOPLE}roles/new/", role | wrong)
        assert page.status_code == 400 and words in page.content.decode()
    page = client.post(f"{PEOPLE}roles/new/", role | {"person": "chief_of_staff"})
    assert page.status_code == 403 and "themselves" in page.content.decode()
    assert not RoleGrant.objects.filter(role="drafter").exists()
    assert client.post(f"{PEOPLE}roles/new/", role).status_code == 302
    assert standing_of(cast.boris, cast.mission).roles == {"analyst", "drafter"}


def test_every_form_of_the_people_pages_opens_for_the_chief_and_for_nobody_else(
    cast: Cast, sign_in: Any
) -> None:
    post, holding = post_of("analyst"), Holding.objects.get(person=cast.amina)
    grant = RoleGrant.objects.get(person=cast.boris)
    opened = make.grant(cast.mission, cast.boris, "crsv", by=cast["head_of_mission"])
    paths = [
        "roles/new/",
        f"roles/{grant.pk}/end/",
        "posts/new/",
        f"posts/{post.pk}/edit/",
        f"posts/{post.pk}/give/",
        f"posts/{post.pk}/rotate/",
        f"holdings/{holding.pk}/end/",
        "compartments/new/",
        f"compartments/{opened.pk}/end/",
    ]
    chief = sign_in(cast["chief_of_staff"])
    others = {who: sign_in(cast[who]) for who in ("administrator", "analyst", "boris", "chen")}
    for path in paths:
        assert chief.get(PEOPLE + path).status_code == 200, path
        for who, client in others.items():
            assert client.get(PEOPLE + path).status_code == 404, (who, path)
            assert client.post(PEOPLE + path, {}).status_code == 404, (who, path)


def test_a_post_of_another_mission_is_not_found(cast: Cast, sign_in: Any) -> None:
    theirs = Post.objects.get(mission=cast.other_mission)
    client = sign_in(cast["chief_of_staff"])
    for path in ("", "rotate/", "give/", "edit/"):
        assert client.get(f"{PEOPLE}posts/{theirs.pk}/{path}").status_code == 404


def test_the_list_asks_the_database_no_more_for_more_people(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast["chief_of_staff"])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PEOPLE).status_code == 200
        return len(queries)

    asked()  # what is kept in the process is read once
    before = asked()
    for n in range(6):
        person = make.person(f"new-{n}")
        make.post(cast.mission, "analyst", person)
        make.role(cast.mission, "unit_commander", person, cast.north)
        make.grant(cast.mission, person, "crsv", by=cast["head_of_mission"])
    assert asked() == before


def test_signing_somebody_out_from_the_people_page(cast: Cast, sign_in: Any) -> None:
    hers = Client()
    type_in(hers, with_password(cast.amina))
    chief = sign_in(cast["chief_of_staff"])
    assert chief.post(f"{PEOPLE}{cast.amina.pk}/end-access/").status_code == 302
    assert hers.get("/").status_code == 302
    assert chief.post(f"{PEOPLE}{cast.chen.pk}/end-access/").status_code == 404
    assert sign_in(cast.boris).post(f"{PEOPLE}{cast.amina.pk}/end-access/").status_code == 404


# --- accounts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["analyst", "boris", "chen", "head_of_mission", "auditor"])
def test_accounts_are_the_administrators(cast: Cast, sign_in: Any, who: str) -> None:
    client = sign_in(cast[who])
    owner = cast.amina.pk
    for path in ("", "new/", f"{owner}/"):
        assert client.get(f"/accounts/{path}").status_code == 404
    for act in (
        "end",
        "password-link",
        "ask-password-link",
        "ask-reset-second-factor",
        "end-sessions",
    ):
        assert client.post(f"/accounts/{owner}/{act}/").status_code == 404


def test_the_administrator_makes_an_account_and_hands_over_its_link(
    cast: Cast, sign_in: Any
) -> None:
    root = sign_in(cast["administrator"])
    new = {"username": "Dana.K", "name": "Dana", "email": "dana@mission.example", "language": "fr"}
    page = root.post("/accounts/new/", new)
    link = page.content.decode().split("data-link><bdi>")[1].split("<")[0]
    dana = Person.objects.get(username="dana.k")
    assert dana.needs_second_factor and not dana.has_usable_password() and dana.language == "fr"
    hers = Client()
    form = hers.get(link.removeprefix("http://localhost:8000"), follow=True)
    hers.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert type_in(hers, "dana.k").status_code == 302
    assert hers.get("/").headers["Location"] == "/account/2fa/"
    assert root.get("/accounts/?q=dana").content.decode().count("dana.k") >= 1
    for wrong in (
        {"username": "DANA.K"},
        {"username": "other", "email": "Dana@mission.example"},
        {"username": "two words"},
    ):
        assert root.post("/accounts/new/", new | wrong).status_code == 400


def test_an_ended_account_is_shut_at_once_and_opens_again(cast: Cast, sign_in: Any) -> None:
    root, hers = sign_in(cast["administrator"]), Client()
    type_in(hers, with_password(cast.amina))
    assert root.post(f"/accounts/{cast.amina.pk}/end/").status_code == 302
    assert hers.get("/").headers["Location"].startswith("/account/login/")
    assert type_in(hers, cast.amina).headers["Location"] == "/account/inactive/"
    root.post(f"/accounts/{cast.amina.pk}/reopen/")
    assert type_in(hers, cast.amina).headers["Location"] == "/"
    lines = AuditEntry.objects.filter(chain="house", subject_id=str(cast.amina.pk))
    assert {"end_account", "reopen_account"} <= set(lines.values_list("act", flat=True))


def test_an_administrator_does_nothing_to_the_own_account(cast: Cast, sign_in: Any) -> None:
    root = cast["administrator"]
    by = standing_of(root, cast.mission)
    for act in (verbs.end_account, verbs.password_link):
        with pytest.raises(Denied):
            act(root, by=by)
    assert sign_in(root).post(f"/accounts/{root.pk}/end/").status_code == 403


def test_the_accounts_page_counts_no_further_with_more_accounts(cast: Cast, sign_in: Any) -> None:
    root = sign_in(cast["administrator"])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert root.get("/accounts/").status_code == 200
        return len(queries)

    before = asked()
    for n in range(20):
        make.person(f"new-{n}")
    assert asked() == before


def test_every_change_wants_its_token(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(
        cast["administrator"], backend="tutela_web.access.sessions.backend.AccountBackend"
    )
    for path in (
        "/accounts/new/",
        f"/accounts/{cast.amina.pk}/end/",
        "/account/sessions/",
        "/devices/new/",
        f"{PEOPLE}{cast.amina.pk}/end-access/",
        f"{PEOPLE}roles/new/",
    ):
        assert strict.post(path, {}).status_code == 403, path


def test_each_function_of_protection_shows_its_office_posts_last_work_and_what_waits(
    cast: Cast, sign_in: Any
) -> None:
    head = sign_in(cast["head_of_mission"])
    make.incident(cast.mission, by=cast.amina)
    Holding.objects.filter(post__role="police_commander").update(ends=date(2018, 6, 1))
    page = text_of(head.get(PEOPLE)).split("Functions of protection", 1)[1]
    page = page[: page.index("Roles for reading")]
    for words in (
        "Assess threats to civilians Joint Mission Analysis Centre",
        "Collect what happened, around the clock Joint Operations Centre",
        "Lead engagement with communities Civil Affairs",
        "empty since 1 Jun 2018",
        "nothing you may read tells",
        "propose the value of a risk",
    ):
        assert words in page, words
    post = cast["joc_duty_officer"].holdings.get().post
    assert f"{post.title} : {cast['joc_duty_officer']}" in page
    affairs = {"title": "Civil Affairs, North", "role": "poc_adviser"}
    make.post(cast.mission, affairs["role"], cast.adviser, title=affairs["title"])
    page = text_of(head.get(PEOPLE))
    row = page[page.index("Lead engagement with communities") :]
    assert row.index("Civil Affairs, North") < row.index("Help national police prevent crime")
    assert sign_in(cast.boris).get(PEOPLE).status_code == 404
