"""One sitting: from an empty database to a test alert that rings, by pages; and by the console only
what is done there on purpose."""

from __future__ import annotations

import base64
import re
import time
from io import StringIO
from typing import Any
from uuid import uuid4

from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.access.hands import PASSWORD, code_of, secret_on, type_in
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.mailbox import mailbox
from tests.tutela_web.html import text_of
from tutela.cli import main
from tutela_web.access.models import AuditEntry, Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.access.vault import keyring
from tutela_web.base import clock
from tutela_web.base.jobs import beat
from tutela_web.base.models import Beat
from tutela_web.channels import outbox
from tutela_web.channels.models import Message
from tutela_web.site.setup_state import setup_left
from tutela_web.warning.models import AlertNow, Owed
from tutela_web.warning.ringing.queries import what_rings

KESA = {"code": "kesa", "name": "Mission in Kesa", "iso3": "SSD", "time_zone": "Africa/Juba"}
SQUARE = '{"type": "Polygon", "coordinates": [[[31, 6], [32, 6], [32, 7], [31, 7], [31, 6]]]}'
OWN_PLACES = (
    b"name,lat,lon,pcode,kind\nPallo,6.2092,31.5589,SS0303,town\nRami,6.4,31.6,SS0304,village\n"
)


def console(*words: str) -> Any:
    return CliRunner().invoke(main, ["platform", *words])


def begin(link: str, name: str) -> Client:
    """Somebody follows the one-time address, sets a password, signs in and enrols an app."""
    client = Client()
    form = client.get(link.strip().removeprefix("http://localhost:8000"), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert type_in(client, name).status_code == 302
    page = client.get("/account/2fa/totp/activate/", follow=True)
    secret = secret_on(page)
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret, at=time.time())})
    return client


def page(client: Client, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200, (address, answered.status_code)
    return str(answered.content.decode())


def left_on(client: Client) -> list[str]:
    """The steps that the first page of the administrator says are left."""
    first = page(client, "/m/kesa/now/")
    return re.findall(r'href="/m/kesa/setting-up/([a-z]+)/"', first)


def sent(client: Client, address: str, **fields: Any) -> Any:
    """A form sent that must be taken."""
    answered = client.post(address, fields)
    assert answered.status_code == 302, text_of(answered)
    return answered


def test_from_an_empty_database_to_the_test_alert_that_rings(db: None, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    keyring.make_first()  # as `tutela platform prepare` does
    told = console("administrator", "dana", "--name", "Dana", "--email", "dana@kesa.example")
    assert told.exit_code == 0, told.output
    dana = begin(told.output, "dana")

    # No mission: whatever she opens first leads to making one, and she is its administrator.
    landed = dana.get("/", follow=True)
    assert landed.redirect_chain[-1][0] == "/first-mission/"
    made = sent(dana, "/first-mission/", **KESA)
    assert made["Location"] == "/m/kesa/setting-up/"
    assert dana.get("/first-mission/").status_code == 404, "there is a mission now"
    assert console("administrator", "zoe").exit_code == 2
    kesa = Mission.objects.get()
    who = standing_of(Person.objects.get(username="dana"), kesa)
    assert who.may("make_accounts") and not who.reads("incidents")
    steps = ["chief", "people", "areas", "places", "mail", "backup", "alert"]
    assert left_on(dana) == steps

    # The Chief of Staff is seated at the console, with the line that the page shows.
    assert "django-admin seat kesa chief_of_staff NAME" in page(dana, "/m/kesa/setting-up/chief/")
    said = StringIO()
    call_command("seat", "kesa", "chief_of_staff", "erik", "Chief of Staff", stdout=said)
    assert left_on(dana) == steps, "seated, and never signed in"
    erik = begin(said.getvalue(), "erik")
    assert left_on(dana) == steps[1:], "she leaves, and takes it up where it stands"

    # Accounts by the administrator, posts by the Chief of Staff; each page says whose turn it is.
    people = page(dana, "/m/kesa/setting-up/people/")
    assert 'href="/accounts/new/"' in people and "http://localhost:8000/m/kesa/people/" in people
    assert (
        "erik (Chief of Staff)" in people
        and 'href="/m/kesa/people/"' not in people.split("<main")[1]
    )
    assert 'href="/m/kesa/people/"' in page(erik, "/m/kesa/setting-up/people/").split("<main")[1]
    sent(
        erik, "/m/kesa/areas/new/", code="north", name="North", kind="field_office", boundary=SQUARE
    )
    north = str(kesa.duty_areas.get().pk)
    links = {}
    for name, role, area in (
        ("jona", "joc_duty_officer", ""),
        ("hanna", "head_of_field_office", north),
        ("pia", "poc_adviser", ""),
        ("kurt", "custodian", ""),
        ("zoe", "administrator", ""),
    ):
        given = {"username": name, "name": name.title(), "language": "en"}
        if name == "hanna":
            given["email"] = "hanna@kesa.example"
        made = dana.post("/accounts/new/", given).content.decode()
        links[name] = re.findall(r"http://localhost:8000/account/[^\s<\"]+", made)[0]
        sent(erik, "/m/kesa/people/posts/new/", title=role.replace("_", " "), role=role, area=area)
        post = kesa.posts.get(role=role, title=role.replace("_", " "))
        sent(
            erik,
            f"/m/kesa/people/posts/{post.pk}/give/",
            to=name,
            order=0,
            starts=str(clock.today(kesa)),
        )
    assert left_on(dana) == ["places", "mail", "backup", "alert"]

    # Places: the administrator reads none; the page says who enters them and offers the address.
    places = page(dana, "/m/kesa/setting-up/places/")
    assert "Pia (poc adviser)" in places and "http://localhost:8000/m/kesa/places/" in places
    assert dana.get("/m/kesa/places/").status_code == 404
    pia = begin(links["pia"], "pia")
    shown = sent(pia, "/m/kesa/places/file/", file=SimpleUploadedFile("places.csv", OWN_PLACES))
    form = page(pia, shown["Location"])
    digest = re.search(r'name="digest" value="([^"]+)"', form)
    rows = re.findall(r'name="row" value="(\d+)"', form)
    assert digest and len(rows) == 2, form
    sent(pia, shown["Location"], digest=digest[1], row=rows)
    assert left_on(dana) == ["mail", "backup", "alert"]

    # A gateway may be left out; here one is set up, and a text comes in by it.
    gateway = dana.post(
        "/m/kesa/gateways/new/", {"kind": "kannel", "name": "Kannel", "cap_an_hour": 120}
    )
    assert "optional" in text_of(dana.get("/m/kesa/setting-up/"))
    found = re.search(
        r"http://tutela:([^@]+)@localhost:8000(/in/[0-9a-f-]+/)", gateway.content.decode()
    )
    assert found, text_of(gateway)
    word = base64.b64encode(f"tutela:{found[1]}".encode()).decode()
    heard = Client().post(
        f"{found[2]}?id={uuid4()}",
        b"test",
        content_type="text/plain; charset=UTF-8",
        HTTP_AUTHORIZATION=f"Basic {word}",
        HTTP_X_KANNEL_FROM="+211900111222",
    )
    assert heard.status_code == 200
    assert "not yet" not in text_of(dana.get("/m/kesa/setting-up/gateway/"))

    # Mail: not said to have left before the server took it.
    with mailbox() as box:
        settings.EMAIL_BACKEND = "tutela_web.channels.exchange.MailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
        beat(Beat.Part.SENDERS)
        hanna_id = Person.objects.get(username="hanna").pk
        sent(dana, "/m/kesa/setting-up/mail/send/", to=hanna_id)
        assert "mail" in left_on(dana), "it waits, and has not left"
        outbox.deliver_due()
        assert [("Open Tutela" in one, "Kesa" in one) for one in box.messages] == [(True, False)]
    assert left_on(dana) == ["backup", "alert"]

    # The test alert: raised by the duty officer, it rings at the desk of the head of office.
    beat(Beat.Part.ROUNDS)
    jona, hanna = (begin(links[name], name) for name in ("jona", "hanna"))
    alert = str(uuid4())
    sent(
        jona,
        "/m/kesa/alerts/new/",
        **{"id": alert, "level": "warning", "channel": "call", "act": "TEST riders", "warn": "1"},
        place_said="Pallo",
    )
    rings = what_rings(standing_of(Person.objects.get(username="hanna"), kesa))
    assert [str(one.alert.pk) for one in rings] == [alert]
    assert "1 alert waits" in page(hanna, "/m/kesa/alerts/desk/")
    assert "alert" in left_on(dana), "it rang, and nobody answered"
    sent(hanna, f"/m/kesa/alerts/{alert}/record/", name="acknowledged")
    assert left_on(dana) == ["backup"]
    assert "riders" not in page(dana, "/m/kesa/setting-up/alert/")

    # As the step says: a false alarm, closed by who decides.
    of = f"/m/kesa/alerts/{alert}"
    ended = {"id": str(uuid4()), "outcome": "false_alarm", "danger_ended": "it was a test"}
    sent(hanna, f"{of}/outcome/", **ended, although="on")
    owed = str(Owed.objects.get(alert=alert).pk)
    sent(hanna, f"/m/kesa/alerts/owed/{owed}/", state="not_owed", why="a test of the desks")
    sent(hanna, f"{of}/close/", why="a test of the desks")
    assert AlertNow.objects.get(alert=alert).state == "closed"


def test_where_a_mission_is_nobody_makes_a_first_one(cast: Cast, sign_in: Any) -> None:
    for who in ("administrator", "boris"):
        client = sign_in(cast[who])
        assert client.get("/first-mission/").status_code == 404
        assert client.post("/first-mission/", KESA).status_code == 404
    assert Mission.objects.filter(code="kesa").count() == 0
    assert not AuditEntry.objects.filter(act="make_mission").exists()


def test_who_may_open_the_steps_and_who_may_send_the_mail(cast: Cast, sign_in: Any) -> None:
    """By people and accounts: the administrator, the Chief of Staff and the Head of Mission."""
    for who in ("administrator", "chief_of_staff", "head_of_mission"):
        assert sign_in(cast[who]).get("/m/luma/setting-up/").status_code == 200, who
    for who in ("boris", "analyst", "joc_duty_officer", "auditor", "partner"):
        client = sign_in(cast[who])
        for address in ("", "places/", "mail/"):
            assert client.get(f"/m/luma/setting-up/{address}").status_code == 404, who
        assert (
            client.post("/m/luma/setting-up/mail/send/", {"to": str(cast.boris.pk)}).status_code
            == 404
        )
    told = sign_in(cast["head_of_mission"]).post("/m/luma/setting-up/mail/send/", {})
    assert told.status_code == 403


def test_a_mail_goes_to_nobody_of_another_mission(cast: Cast, sign_in: Any) -> None:
    cast.chen.email = "chen@elsewhere.example"
    cast.chen.save()
    root = sign_in(cast["administrator"])
    root.post("/m/luma/setting-up/mail/send/", {"to": str(cast.chen.pk)})
    outbox.deliver_due()
    assert not Message.objects.exists()


def test_the_panel_is_gone_for_a_demonstration_and_for_who_keeps_no_accounts(
    cast: Cast, sign_in: Any
) -> None:
    assert 'id="setup"' in page(sign_in(cast["administrator"]), "/m/luma/now/")
    assert 'id="setup"' not in page(sign_in(cast["chief_of_staff"]), "/m/luma/now/")
    shown = make.mission("shown", kind="demo")
    assert setup_left(shown) == []
