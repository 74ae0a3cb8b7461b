"""The last metre: a unit that says nothing, a village nobody reached, a survivor's helper offline.

Each is played as the person meets it: at the desk that rings, and on a telephone without a network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_verbs import units
from tests.tutela_web.field.test_field_browser import (
    cut_off,
    open_app,
    queue,
    set_up,
    stored,
    telephone,
)
from tests.tutela_web.look.shots import BROWSER, browser, face, open_in, session
from tests.tutela_web.warning.story import again, call, later, told
from tests.tutela_web.warning.test_ringing_browser import ASK, COUNTED, rings_past, tones
from tutela_web.access.models import Post
from tutela_web.capacity.models import Unit
from tutela_web.crisis.decisions.stand_verbs import reconsider_all
from tutela_web.field.models import CareService
from tutela_web.intake.models import FieldReport
from tutela_web.lessons.opening import open_debriefs
from tutela_web.places.models import Place
from tutela_web.warning.clocks.ticker import tick_mission
from tutela_web.warning.models import Alert

__all__ = ["units"]

pytestmark = BROWSER
NO_ANSWER = "tasked, no answer"
TOPS = {"force_commander", "police_commander", "chief_of_staff", "head_of_mission"}


class House:
    """The running house: everybody at a browser of their own, and the worker between them."""

    def __init__(self, found: Browser, server: Any, cast: Cast, sign_in: Any) -> None:
        self.found, self.server, self.cast, self.sign_in = found, server, cast, sign_in

    def sits(self, who: str, address: str) -> Page:
        """Somebody opens a page at a desk."""
        cookies = session(self.sign_in, self.cast[who], self.server.url)
        context = face(self.found, self.server.url, cookies=cookies)
        context.add_init_script(COUNTED)
        return open_in(context, f"{self.server.url}/m/luma/{address}")

    def wait(self, minutes: float) -> None:
        """Time goes by, and the worker does its rounds."""
        later(self.cast.mission, minutes=minutes)
        reconsider_all(self.cast.mission)
        tick_mission(self.cast.mission)


@pytest.fixture
def house(live_server: Any, cast: Cast, sign_in: Any) -> Iterator[House]:
    with browser() as found:
        yield House(found, live_server, cast, sign_in)


@pytest.fixture
def luma(cast: Cast) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north)


def task(page: Page, unit: str) -> None:
    """Three clicks: who is to do what."""
    page.locator("#task summary").first.click()
    page.locator("#task select[name=option]").select_option("day_patrol")
    page.locator("#task select[name=unit]").select_option(label=unit)
    page.locator("#task select[name=standard]").select_option(index=1)
    page.locator("#task button", has_text="Task").click()
    expect(page.locator("#taskings")).to_be_visible()


def row(board: Page, alert: Alert) -> Locator:
    return board.locator(f"#a-{alert.number}")


def test_a_silent_unit(house: House, luma: Place, units: list[Unit]) -> None:
    joc = house.sits("joc_duty_officer", "alerts/new/")
    joc.locator("#id_place_said").press_sequentially("Luma")
    expect(joc.locator("#around input[name=place]:checked")).to_have_count(1)
    joc.locator("input[name=level][value=ongoing]").check()
    joc.locator("#id_act").fill("shots at the market")
    joc.get_by_role("button", name="Raise and warn now").click()
    expect(joc.get_by_text("addressees warned")).to_be_visible()
    alert = Alert.objects.select_related("now").get()

    board = house.sits("sector_operations", "alerts/")
    board.get_by_role("button", name="Test the sound").click()
    expect(board.locator("#rings")).to_contain_text("not acknowledged")
    decides = house.sits("sector_operations", f"alerts/{alert.pk}/decision/")
    task(decides, "Coy 1")
    board.evaluate(ASK)
    expect(row(board, alert)).to_contain_text("not acknowledged")  # being tasked calms nothing
    expect(row(board, alert)).not_to_contain_text(NO_ANSWER)

    unit = house.sits("unit_commander", "alerts/")
    expect(unit.locator("#rings")).to_contain_text("you are tasked: answer")
    before = tones(board)
    house.wait(6)  # and the unit says nothing
    board.evaluate(ASK)
    expect(row(board, alert)).to_contain_text(NO_ANSWER)
    expect(row(board, alert)).to_have_class(re.compile(r"\boverdue\b"))
    expect(board.locator("#rings")).to_contain_text(NO_ANSWER)
    assert rings_past(board, before), "it rings again"
    assert {"unit_commander", "sector_operations", "head_of_field_office"} <= told(alert, "step")

    leader = house.sits("head_of_mission", "alerts/")
    house.wait(15)  # it climbs, whatever was read below
    leader.evaluate(ASK)
    expect(leader.locator("#rings")).to_contain_text(f"{alert}")
    assert told(alert, "step") >= TOPS
    assert {"acknowledge", "decide", "answer"} <= again(alert).now.dues.keys()
    title = leader.title()
    assert "Luma" not in title and "market" not in title

    unit.goto(f"{house.server.url}/m/luma/alerts/{alert.pk}/decision/")
    unit.locator("#taskings").get_by_role("button", name="Departed").click()
    expect(unit.locator("#taskings")).to_contain_text("left")
    board.evaluate(ASK)
    unit.goto(f"{house.server.url}/m/luma/alerts/")
    expect(unit.locator("[data-keys]")).to_be_attached()
    expect(unit.locator("[data-desk]")).not_to_contain_text("you are tasked")
    expect(row(board, alert)).not_to_contain_text(NO_ANSWER)
    expect(row(board, alert)).to_contain_text("not acknowledged")  # the departure answers no more


def test_a_village_that_was_not_reached(house: House, luma: Place) -> None:
    alert = call(house.cast, place=luma, level="ongoing", act="shots at the market")
    quieter = call(house.cast, place=luma, level="watch")
    owner = house.sits("head_of_field_office", f"alerts/{alert.pk}/decision/")
    owner.locator("#decide select[name=choice]").select_option("act")
    owner.locator("#decide select[name=authority]").select_option("commands")
    owner.locator("#decide button", has_text="Record the decision").click()
    expect(owner.get_by_text("The decision is recorded.")).to_be_visible()
    before = again(alert).now
    board = house.sits("boris", "alerts/")
    records = house.sits("joc_duty_officer", f"alerts/{alert.pk}/decision/")
    records.locator("#outcome summary").click()
    chosen = records.locator("#outcome select[name=outcome]")
    expect(chosen).to_have_value("")  # nothing is proposed
    chosen.select_option("not_reached")
    records.locator("#outcome input[name=why][value=distance]").check()
    records.locator("#outcome textarea[name=evidence]").fill("seen from the air: it burns")
    records.locator("#outcome button", has_text="Record the outcome").click()
    expect(
        records.get_by_text("Nobody has said that the danger ended", exact=False).first
    ).to_be_visible()
    board.evaluate(ASK)
    expect(row(board, alert)).to_contain_text("a result is recorded and the danger lasts")
    expect(board.locator(".alert-row").first).to_have_id(f"a-{alert.number}")
    assert row(board, quieter).count() == 1
    state = again(alert).now
    assert (state.dues, state.due_at) == (before.dues, before.due_at)
    assert again(alert).level == "ongoing" and told(alert, "lasts") >= TOPS
    leader = house.sits("head_of_mission", "alerts/")
    expect(leader.locator("#rings")).to_contain_text("nobody said that the danger ended")

    assert open_debriefs(house.cast.mission) == 0, "none while it lasts"
    house.wait(71 * 60)
    assert open_debriefs(house.cast.mission) == 0
    house.wait(2 * 60)
    assert open_debriefs(house.cast.mission) == 1 and open_debriefs(house.cast.mission) == 0
    leader.evaluate(ASK)
    expect(leader.locator("#rings")).to_contain_text(f"{alert}")  # and still nothing calms

    records.reload()
    records.locator("#outcome details summary").last.click()
    records.locator("#outcome select[name=outcome]").select_option("not_reached")
    records.locator("#outcome input[name=why][value=distance]").check()
    records.locator("#outcome [name=danger_ended]").fill("The base at Luma, by radio")
    records.locator("#outcome button", has_text="Record the outcome").click()
    expect(records.get_by_text("The outcome is recorded")).to_be_visible()
    leader.evaluate(ASK)
    expect(leader.locator("#rings")).to_have_count(0)


def test_a_survivors_helper_without_a_network(
    cast: Cast, sign_in: Any, live_server: Any, luma: Place
) -> None:
    Post.objects.filter(role="joc_duty_officer").update(duty_number="+000 555 0100")
    Post.objects.filter(role="women_protection_adviser").update(duty_number="+000 555 0101")
    CareService.objects.create(
        mission=cast.mission,
        serves="both",
        name="Clinic of Luma",
        number="+000 555 0199",
        cleared_on=make.TODAY,
        cleared_by=cast["women_protection_adviser"],
    )
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        cut_off(page.context, live_server)
        open_app(page)
        page.get_by_role("button", name="What happened").click()
        screen = page.locator("[data-screen=report]")
        screen.get_by_text("It is about sexual violence").click()
        screen.get_by_role("button", name="It concerns sexual violence").click()
        steps = page.locator("[data-screen=steps]")
        expect(steps.get_by_role("link", name="+000 555 0199")).to_have_attribute(
            "href", "tel:+0005550199"
        )
        said = page.locator("body").inner_text().lower()
        for promise in ("has been told", "was told", "contacts you", "will call", "knows"):
            assert promise not in said, promise
        assert "nothing of this was sent" in said
        asked = page.eval_on_selector_all(
            "[data-ask-adviser] [name]", "all => all.map((one) => one.name)"
        )
        assert set(asked) == {"agreed", "call_back", "care_now", "place_said"}, "no who, when, what"
        ask = page.locator("[data-ask-adviser]")
        ask.get_by_label("yes").first.check()
        ask.get_by_role("button", name="Send to the adviser").click()
        waits = queue(page).filter(has_text="1 waiting: call")
        expect(waits.get_by_role("link").first).to_have_attribute("href", re.compile("^tel:"))
        for subject in ("sexual", "violence", "survivor", "child"):
            assert subject not in waits.inner_text().lower(), subject
            assert subject not in json.dumps(stored(page)).lower(), subject
        assert not FieldReport.objects.exists()
        page.wait_for_timeout(500)
        expect(waits).not_to_contain_text("Received")

        page.context.set_offline(False)
        expect(waits).to_contain_text(re.compile(r"Received .*\d\d:\d\d"))
        expect(waits).to_contain_text("adviser")
        for subject in ("sexual", "violence", "survivor", "child"):
            assert subject not in waits.inner_text().lower(), subject
        shaken = page.evaluate("navigator.vibrate ? String(Notification.permission) : 'none'")
        assert shaken != "granted"
    adviser = sign_in(cast["women_protection_adviser"]).get("/m/luma/inbox/").content.decode()
    assert adviser.index('id="calls"') < adviser.index('id="told"')
    assert str(cast["field_reporter"]) in adviser and "due" in adviser.split('id="told"')[0]
    assert "Inbox" in adviser
