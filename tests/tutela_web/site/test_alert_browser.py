"""The whole path in a real browser: a handset, Kannel, the board, a decision, tasks, the answer.

Played on a phone and on a desk.
"""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.counts import PROOF
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.kannel import INSTALLED, PASSWORD, kannel
from tests.tutela_web.look.shots import BROWSER, browser, open_page
from tests.tutela_web.waiting import until
from tests.tutela_web.warning.story import again, at_desk, later
from tutela_web.access.vault import keyring
from tutela_web.capacity.models import Unit
from tutela_web.records import verbs as records
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.models import Alert
from tutela_web.warning.network.verbs import add_contact

pytestmark = [*BROWSER, pytest.mark.skipif(not INSTALLED, reason="no Kannel")]
NUMBER = "+211900111222"


@pytest.fixture
def mission(cast: Cast) -> Cast:
    """Luma with its listener and two units; the mission's own morning."""
    keyring.make_first()
    luma = make.place(
        cast.mission,
        "Luma",
        area=cast.north,
        directions="past the ford",
        other_names=[{"name": "Lumaville"}],
    )
    base = make.base(cast.mission, area=cast.north)
    for n, able in ((1, True), (2, False)):
        records.create(
            Unit(
                code=f"u{n}",
                name=f"Coy {n}",
                base=base,
                area=cast.north,
                able=able,
                classification=0,
            ),
            mission=cast.mission,
            by=None,
        )
    add_contact(
        {
            "place": luma,
            "consent": True,
            "source_risk": "low",
            "introduced_by": "none here",
            "channels": ["sms"],
            "prefers": "visit",
        },
        {"person": "Nyandeng Invented", "phone": NUMBER},
        by=at_desk(cast, "head_of_field_office"),
    )
    return cast


@pytest.mark.parametrize("width", [360, 1440])
def test_from_a_handset_to_an_answered_community(
    mission: Cast, live_server: Any, sign_in: Any, settings: Any, width: int
) -> None:
    gateway = make.gateway(mission.mission, account="tutela", password=PASSWORD, sender="777")
    settings.PUBLIC_URL = live_server.url
    scheme, _sep, host = live_server.url.partition("://")
    address = f"{scheme}://tutela:{gateway.secret}@{host}/in/{gateway.pk}/"
    with kannel(gateway=address) as box, browser() as chromium:

        def sits(who: str, path: str) -> Page:
            session = sign_in(mission[who]).cookies["sessionid"].value
            cookie = {"name": "sessionid", "value": session, "url": live_server.url}
            return open_page(
                chromium, f"{live_server.url}/m/luma/{path}", width=width, cookies=[cookie]
            )

        board = sits("joc_duty_officer", "alerts/")
        expect(board.get_by_text("No alert is open.")).to_be_visible()
        box.handset.say(f"{NUMBER} 777 text 3 Luma 60 N OK")
        alert = until(Alert.objects.first)
        board.reload()
        expect(board.get_by_role("heading", name=re.compile("Luma"))).to_be_visible()
        expect(board.get_by_text("not acknowledged", exact=True)).to_be_visible()

        later(mission.mission, minutes=31)  # nobody acts
        tick()
        board.reload()
        expect(board.locator(".clock-chip.overdue")).to_be_visible()
        assert alert.notices.filter(why="step", person=mission["unit_commander"]).exists()

        desk = sits("joc_duty_officer", f"alerts/{alert.pk}/")
        desk.get_by_role("button", name="Open the text").click()
        expect(desk.locator("blockquote", has_text="3 Luma 60 N OK")).to_be_visible()
        desk.get_by_role("button", name="Warn the addressees").click()

        base = sits("unit_commander", f"alerts/{alert.pk}/")
        base.get_by_role("button", name="Acknowledged").click()
        sector = sits("sector_operations", f"alerts/{alert.pk}/decision/")
        rows = sector.locator("#units tbody tr")
        expect(rows.first).to_contain_text("Coy 1")
        expect(rows.first).to_contain_text("able")
        sector.locator("#decide select[name=choice]").select_option("act")
        sector.locator("#decide select[name=authority]").select_option("commands")
        sector.locator("#decide input[value=night_patrol]").check()
        sector.locator("#decide textarea[name=reason]").fill("Before first light")
        sector.locator("#decide button", has_text="Record the decision").click()
        expect(sector.get_by_text("The decision is recorded.")).to_be_visible()
        sector.locator("#task summary").first.click()
        sector.locator("#task select[name=option]").select_option("night_patrol")
        sector.locator("#task select[name=unit]").select_option(label="Coy 1")
        sector.locator("#task select[name=standard]").select_option(index=1)
        sector.locator("#task button", has_text="Task").click()
        expect(sector.locator("#taskings")).to_contain_text("past the ford")
        sector.locator("#taskings").get_by_role("button", name="Departed").click()
        sector.locator("#taskings").get_by_role("button", name="Arrived").click()
        sector.locator("#outcome summary").click()
        sector.locator("#outcome select[name=outcome]").select_option("deterred")
        sector.locator("#outcome textarea[name=evidence]").fill("The column turned at the ford")
        ended = sector.locator("#outcome [name=danger_ended]")
        ended.fill("The chief of Luma, by telephone")
        sector.locator("#outcome button", has_text="Record the outcome").click()
        expect(sector.get_by_text("The outcome is recorded")).to_be_visible()

        office = sits("head_of_field_office", "alerts/owed/")
        office.get_by_label("it does not expose the source").check()
        office.get_by_role("button", name="Given").click()
        expect(office.get_by_text("Nothing is due that you may see.")).to_be_visible()
        office.goto(f"{live_server.url}/m/luma/alerts/{alert.pk}/decision/")
        office.get_by_role("button", name="Close the alert").click()
        expect(office.get_by_text(f"{alert} is closed.")).to_be_visible()
        assert again(alert).now.state == "closed"

        month = sits("boris", "response/")
        month.locator("main a.figure").first.click()
        expect(month.locator("main").get_by_text(str(alert)).first).to_be_visible()
        for page in (board, desk, sector, office, month):
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{page.url}: {wide} px wider than the window"
        assert box.handset.heard(0.5) == [], "the handset was answered"


def test_thirty_seconds_of_a_duty_officer(mission: Cast, live_server: Any, sign_in: Any) -> None:
    """Open, locate by alias, warn: one screen, and the steps are counted."""
    session = sign_in(mission["joc_duty_officer"]).cookies["sessionid"].value
    cookie = {"name": "sessionid", "value": session, "url": live_server.url}
    with browser() as chromium:
        page = open_page(chromium, f"{live_server.url}/m/luma/alerts/", cookies=[cookie])
        began, steps = time.monotonic(), 0
        page.get_by_role("link", name="Log a report").click()
        steps += 1
        page.locator("#id_place_said").press_sequentially("lumaville")
        expect(page.locator("#around input[name=place]:checked")).to_have_count(1)
        steps += 1
        page.locator("input[name=level][value=imminent]").check()
        steps += 1
        page.locator("#id_act").fill("armed men at the well")
        steps += 1
        page.get_by_role("button", name="Raise and warn now").click()
        steps += 1
        expect(page.get_by_text("addressees warned")).to_be_visible()
        took = time.monotonic() - began
    alert = Alert.objects.get()
    assert alert.place is not None and alert.place.name == "Luma"
    assert alert.notices.filter(why="issued").count() >= 3
    assert steps == 5 and (not PROOF or took < 30)
