"""From a telephone nobody took to an alert, walked by the duty officer in a browser.

Three exchanges report calls over HTTP, each in its own words; nothing is answered to anybody.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import urllib.request
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import BROWSER, browser, faults, open_page, session
from tests.tutela_web.warning.story import at_desk, later
from tutela_web.access.vault import keyring
from tutela_web.channels.models import Gateway, Message
from tutela_web.warning.calls import verbs
from tutela_web.warning.models import Alert, CallBack
from tutela_web.warning.network.verbs import add_contact

pytestmark = BROWSER
NUMBER, STRANGER = "+211900111222", "+211955000444"


@pytest.fixture
def lines(cast: Cast, live_server: Any, settings: Any) -> dict[str, Gateway]:
    """Three exchanges of the mission, and the one listener of Luma."""
    keyring.make_first()
    settings.PUBLIC_URL = live_server.url
    luma = make.place(cast.mission, "Luma", area=cast.north)
    add_contact(
        {
            "place": luma,
            "consent": True,
            "source_risk": "low",
            "introduced_by": "none here",
            "channels": ["call"],
        },
        {"person": "Nyandeng Invented", "phone": NUMBER},
        by=at_desk(cast, "head_of_field_office"),
    )
    return {kind: make.gateway(cast.mission, kind) for kind in ("kannel", "rapidpro", "twilio")}


def post(url: str, content: bytes, **headers: str) -> tuple[int, bytes]:
    request = urllib.request.Request(url, content, headers, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, answer.read()


def twilio(url: str, secret: str, **said: str) -> tuple[int, bytes]:
    """A webhook, signed."""
    told = url + "".join(f"{name}{said[name]}" for name in sorted(said))
    mac = base64.b64encode(hmac.new(secret.encode(), told.encode(), hashlib.sha1).digest())
    kind = "application/x-www-form-urlencoded"
    return post(
        url, urlencode(said).encode(), **{"Content-Type": kind, "X-Twilio-Signature": mac.decode()}
    )


@pytest.mark.parametrize("width", [360, 1440])
def test_from_a_telephone_nobody_took_to_an_alert(
    cast: Cast, live_server: Any, sign_in: Any, lines: dict[str, Any], width: int
) -> None:
    at = {kind: f"{live_server.url}/in/{line.pk}/call" for kind, line in lines.items()}
    for status in ("ringing", "no-answer", "no-answer"):  # one call, told of three times
        answer = twilio(
            at["twilio"],
            lines["twilio"].secret,
            From=NUMBER,
            CallSid="CA1",
            CallStatus=status,
            Direction="inbound",
        )
        assert answer == (200, b"<Response><Reject/></Response>")
    token = f"Token {lines['rapidpro'].secret}"
    missed = urlencode({"event": "mo_miss", "phone": NUMBER, "call": "9"}).encode()
    assert post(at["rapidpro"], missed, Authorization=token) == (200, b"")
    neutral = json.dumps({"from": STRANGER, "id": "n-1", "status": "missed"}).encode()
    token = f"Bearer {lines['kannel'].secret}"
    assert post(
        at["kannel"], neutral, Authorization=token, **{"Content-Type": "application/json"}
    ) == (200, b"")

    cookies = session(sign_in, cast["joc_duty_officer"], live_server.url)
    with browser() as chromium:
        desk = open_page(chromium, f"{live_server.url}/m/luma/duty/", width=width, cookies=cookies)
        rows = desk.locator("#due tbody tr")
        expect(rows).to_have_count(2)
        expect(rows.filter(has_text="Luma")).to_contain_text("2 times")
        expect(rows.filter(has_text="Luma")).to_contain_text("joc duty officer")
        expect(rows.filter(has_text="number unknown to us")).to_have_count(1)

        rows.filter(has_text="number unknown").get_by_role("link").first.click()
        desk.get_by_role("button", name="Not reached").click()
        expect(desk.locator("#known")).to_contain_text("1 / 3")

        desk.goto(f"{live_server.url}/m/luma/duty/")
        rows.filter(has_text="Luma").get_by_role("link", name=re.compile(r"\d\d:\d\d")).click()
        desk.get_by_label("a call now does not expose the source").check()
        desk.get_by_role("button", name="Show the number").click()
        expect(desk.locator("#number")).to_contain_text(NUMBER)
        desk.get_by_role("link", name="Record the result").click()
        desk.get_by_role("link", name="It is an alert: log what was said").click()
        expect(desk.locator("#id_place_said")).to_have_value("Luma")
        desk.locator("input[name=level][value=imminent]").check()
        desk.locator("#id_act").fill("riders gather at the ford")
        desk.get_by_role("button", name="Raise and warn now").click()
        expect(desk.get_by_role("heading", name=re.compile("AL-0001"))).to_be_visible()

        desk.goto(f"{live_server.url}/m/luma/network/calls/")
        expect(desk.locator("#due tbody tr")).to_have_count(1)
        expect(desk.locator("#ended")).to_contain_text("became an alert")
    alert = Alert.objects.get()
    assert CallBack.objects.get(state="alert").alert == alert
    assert alert.reports.get().contact is not None
    left = Message.objects.filter(outgoing=True).values_list("to_kind", flat=True)
    assert set(left) <= {"person", "post"}, "nothing answers who rang"


def test_the_pages_keep_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, lines: dict[str, Any]
) -> None:
    for number in (NUMBER, STRANGER, "anonymous", "+211955000555"):
        said = urlencode({"from": number, "id": number}).encode()
        post(
            f"{live_server.url}/in/{lines['rapidpro'].pk}/call",
            said,
            Authorization=f"Token {lines['rapidpro'].secret}",
        )
    desk = at_desk(cast, "joc_duty_officer")
    known, _one, _two, ended = CallBack.objects.order_by("first_at")
    for _try in range(3):
        verbs.not_reached(known, by=desk)
    verbs.end(ended, "nothing", by=desk, said="a child played with the handset")
    later(cast.mission, minutes=30)
    pages = ("network/calls/", f"network/calls/{known.pk}/", "duty/", "network/")
    paths = [f"/m/luma/{path}" for path in pages]
    wrong = faults(live_server, sign_in, {cast["joc_duty_officer"]: paths}, "calls")
    assert not wrong, "\n".join(wrong)
