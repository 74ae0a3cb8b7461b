"""A mission is made with its first administrator, on a page or at the console, by one verb."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.access.hands import PASSWORD, type_in
from tests.tutela_web.cast import Cast
from tests.tutela_web.two_hands import at_once, dawdle
from tutela.cli import main
from tutela_web.access.models import AuditEntry, Mission, Person
from tutela_web.access.people import verbs
from tutela_web.access.policy import missions_of, standing_of

KESA = {"code": "kesa", "name": "Mission in Kesa", "iso3": "ssd", "time_zone": "Africa/Juba"}


def at_console(*words: str, **changed: str) -> Result:
    told = {"--country": "SSD", "--time-zone": "Africa/Juba", "--administrator": "dana"} | changed
    options = [part for pair in told.items() for part in pair]
    return CliRunner().invoke(main, ["platform", "mission", *words, *options])


def test_an_administrator_makes_a_mission_and_seats_another(cast: Cast, sign_in: Any) -> None:
    dana = make.person("dana")
    root = sign_in(cast["administrator"])
    assert "/missions/" in root.get("/accounts/").content.decode()
    answer = root.post("/missions/new/", KESA | {"administrator": "dana"})
    assert answer.status_code == 302 and answer["Location"] == "/missions/"
    kesa = Mission.objects.get(code="kesa")
    assert (kesa.kind, kesa.iso3) == ("live", "SSD")
    standing = standing_of(dana, kesa)
    assert standing.may("make_accounts") and not standing.reads("incidents")
    assert not standing_of(cast["administrator"], kesa), "who made it stands for nothing there"
    assert "Mission in Kesa" in root.get("/missions/").content.decode()
    lines = AuditEntry.objects.filter(chain=str(kesa.pk)).order_by("number")
    assert [(line.act, line.person_id) for line in lines] == [
        ("make_mission", cast["administrator"].pk),
        ("seat", cast["administrator"].pk),
    ]


def test_nobody_seats_themselves(cast: Cast, sign_in: Any) -> None:
    answer = sign_in(cast["administrator"]).post(
        "/missions/new/", KESA | {"administrator": "administrator"}
    )
    assert answer.status_code == 403 and not Mission.objects.filter(code="kesa").exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "luma"},
        {"code": "kesa_1"},
        {"code": "-"},
        {"iso3": "S5D"},
        {"name": " "},
        {"time_zone": "Africa/Nowhere"},
        {"administrator": "nobody-known"},
    ],
)
def test_what_cannot_be_a_mission_is_said_on_the_form(
    changed: dict[str, str], cast: Cast, sign_in: Any
) -> None:
    make.person("dana")
    before = Mission.objects.count()
    sent = KESA | {"administrator": "dana"} | changed
    assert sign_in(cast["administrator"]).post("/missions/new/", sent).status_code == 400
    assert Mission.objects.count() == before


@pytest.mark.parametrize("who", ["analyst", "boris", "chen", "chief_of_staff", "auditor"])
def test_nobody_else_finds_the_page(who: str, cast: Cast, sign_in: Any) -> None:
    make.person("dana")
    person = sign_in(cast[who])
    assert [person.get(a).status_code for a in ("/missions/", "/missions/new/")] == [404, 404]
    assert person.post("/missions/new/", KESA | {"administrator": "dana"}).status_code == 404
    assert Mission.objects.count() == 2


def test_a_list_of_many_missions_costs_the_same(
    cast: Cast, sign_in: Any, django_assert_num_queries: Any
) -> None:
    for n in range(4):
        make.mission(f"kesa-{n}")
    root = sign_in(cast["administrator"])
    root.get("/missions/")
    with django_assert_num_queries(10):
        root.get("/missions/")


def test_the_console_makes_the_first_mission_and_its_administrators_account(db: None) -> None:
    told = at_console("kesa", "Kesa", **{"--administrator-name": "Dana"})
    assert told.exit_code == 0, told.output
    link = told.output.splitlines()[-1].removeprefix("http://localhost:8000")
    client = Client()
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert type_in(client, "dana").status_code == 302
    dana = Person.objects.get(username="dana")
    assert dana.name == "Dana" and [m.code for m in missions_of(dana)] == ["kesa"]
    lines = AuditEntry.objects.filter(act__in=["make_mission", "seat"])
    assert [line.person_id for line in lines] == [None, None]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_of_two_first_missions_at_the_same_moment_one_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else both would be administrators, and one of a mission that nobody gave them."""
    dawdle(monkeypatch, verbs, "available_timezones")
    answers = at_once(
        *(
            partial(verbs.make_first_mission, make.person(name), **KESA | {"code": code})
            for name, code in (("dana", "kesa"), ("zoe", "luma"))
        )
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Denied", "Mission"]
    assert Mission.objects.count() == 1


def test_the_console_refuses_as_the_page_does_and_leaves_nothing_behind(cast: Cast) -> None:
    for words, changed in (
        (("luma", "Luma again"), {}),
        (("kesa", "Kesa"), {"--time-zone": "Mars/Base"}),
        (("Kesa Kesa", "Kesa"), {}),
    ):
        told = at_console(*words, **changed)
        assert told.exit_code == 2 and "Next:" in told.stderr
    assert Mission.objects.count() == 2 and not Person.objects.filter(username="dana").exists()


def test_somebody_with_a_password_gets_no_link_at_the_console(cast: Cast) -> None:
    cast.chen.set_password(PASSWORD)
    cast.chen.save()
    told = at_console("kesa", "Kesa", **{"--administrator": "chen"})
    assert told.output == "kesa: Kesa. chen is its administrator.\n"
