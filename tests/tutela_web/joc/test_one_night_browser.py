"""One night in an operations centre: twelve texts and calls within an hour, in three languages,
about three sites; two units, a refusal, a merge, a text read wrongly, and the handover at six.

Texts come from a handset through a real Kannel, messages go out to one; people act in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.counts import counted
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.kannel import INSTALLED, PASSWORD, Box, kannel
from tests.tutela_web.look.shots import BROWSER, browser, open_page, session
from tests.tutela_web.waiting import until
from tests.tutela_web.warning.story import again, at_desk, later
from tutela_web.access.models import Post
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.channels import outbox
from tutela_web.channels.models import Gateway, Message
from tutela_web.crisis.decisions.stand_verbs import reconsider_all
from tutela_web.joc.models import ShiftHandover
from tutela_web.records import verbs as records
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.models import Alert, AlertNotice, AlertStep, Report
from tutela_web.warning.network.verbs import add_contact
from tutela_web.warning.telling.queries import tellings

pytestmark = [*BROWSER, pytest.mark.skipif(not INSTALLED, reason="no Kannel")]
LISTENER, COMMANDER = "+211900111222", "+211900333444"
PLAY = "gunmen attack in Bentu tonight, tickets at the school"


@pytest.fixture
def night(cast: Cast) -> Cast:
    """Ten to five: three sites, a listener, two able companies, a commander with a telephone and a
    duty officer for the day."""
    start = datetime(2018, 12, 31, 4, 50, tzinfo=ZoneInfo(cast.mission.time_zone))
    later(cast.mission, seconds=(start.astimezone(UTC) - clock.now(cast.mission)).total_seconds())
    sites = (("Luma", "لوما", 7.1), ("Osila", "أوسيلا", 7.6), ("Bentu", "بنتو", 8.2))
    luma, *_others = [
        make.place(
            cast.mission,
            name,
            area=cast.north,
            latitude=latitude,
            other_names=[{"name": arabic, "language": "ar"}],
        )
        for name, arabic, latitude in sites
    ]
    base = make.base(cast.mission, area=cast.north)
    for n in (1, 2):
        unit = Unit(code=f"u{n}", name=f"Coy {n}", base=base, area=cast.north, able=True)
        unit.classification = 0
        records.create(unit, mission=cast.mission, by=None)
    add_contact(
        {
            "place": luma,
            "consent": True,
            "source_risk": "low",
            "introduced_by": "none here",
            "channels": ["sms"],
        },
        {"person": "Nyandeng Invented", "phone": LISTENER},
        by=at_desk(cast, "head_of_field_office"),
    )
    Post.objects.filter(mission=cast.mission, role="unit_commander").update(duty_number=COMMANDER)
    cast.people["relief"] = make.person("relief")
    make.post(cast.mission, "joc_duty_officer", cast["relief"])
    return cast


class Night:
    """The hour before six: texts come, calls are written down, time passes, the worker works."""

    def __init__(self, cast: Cast, box: Box) -> None:
        self.cast, self.box = cast, box

    def text(self, words: str, number: str, *, minutes: float = 4) -> Alert:
        """A text comes from a number; gives the alert it is of."""
        before = Report.objects.count()
        ascii_only = words.isascii()
        data = words if ascii_only else "".join(f"%{b:02x}" for b in words.encode("utf-16-be"))
        self.box.handset.say(f"{number} 777 {'text' if ascii_only else 'ucs2'} {data}")
        until(lambda: Report.objects.count() > before)
        alert = Report.objects.order_by("entered_at").select_related("alert").last()
        self.wait(minutes)
        assert alert is not None
        return alert.alert

    def wait(self, minutes: float) -> None:
        """Time passes, and the worker does its rounds."""
        later(self.cast.mission, minutes=minutes)
        reconsider_all(self.cast.mission)
        tick()
        outbox.deliver_due()


def log_call(desk: Page, live: str, where: str, act: str) -> None:
    """The duty officer writes down a call while it is taken."""
    desk.goto(f"{live}/m/luma/alerts/")
    desk.get_by_role("link", name="Log a report").click()
    desk.locator("#id_place_said").press_sequentially(where)
    expect(desk.locator("#around input[name=place]:checked")).to_have_count(1)
    desk.locator("input[name=level][value=imminent]").check()
    desk.locator("#id_act").fill(act)
    desk.get_by_role("button", name="Raise and warn now").click()
    expect(desk.get_by_text("addressees warned").first).to_be_visible()


@pytest.mark.parametrize("width", counted([1440], [360, 1440]))
def test_one_night(night: Cast, live_server: Any, sign_in: Any, settings: Any, width: int) -> None:
    gateway = make.gateway(night.mission, account="tutela", password=PASSWORD, sender="777")
    live = settings.PUBLIC_URL = live_server.url
    settings.WEBHOOK_INSIDE = (frozenset({"127.0.0.1", "localhost"}), settings.WEBHOOK_INSIDE[1])
    host = live.partition("://")[2]
    address = f"http://tutela:{gateway.secret}@{host}/in/{gateway.pk}/"
    with kannel(gateway=address) as box, browser() as chromium:
        Gateway.objects.update(send_url=box.send_url)

        def sits(who: str, path: str) -> Page:
            cookies = session(sign_in, night[who], live)
            return open_page(chromium, f"{live}/m/luma/{path}", width=width, cookies=cookies)

        played = play(Night(night, box), sits, live)
        check_the_night(night, sits, box, played)


def play(night: Night, sits: Callable[[str, str], Page], live: str) -> Alert:
    """Everything that comes in and is done, until the shift is handed over; gives Luma's alert."""
    luma = night.text("3 Luma 60 N OK", LISTENER)
    night.text("Des hommes armes attaquent Luma maintenant", "+211900000001")
    night.text("هجوم في لوما", "+211900000002")
    desk = sits("joc_duty_officer", "alerts/")
    log_call(desk, live, "luma", "riders at the ford")
    night.wait(4)
    night.text("gunfire in Osila", "+211900000003")
    night.text("On tire sur les gens a Osila", "+211900000004")
    log_call(desk, live, "osila", "houses burn by the market")
    night.wait(4)
    night.text("هجوم في بنتو الناس يهربون", "+211900000005")
    play_text = night.text(PLAY, "+211900000006")
    strange = night.text("zxq wiyo zxq", "+211900000007")
    night.text("2 Bentu", "+211900000008")
    assert night.text("they attack now", LISTENER) == luma and again(luma).level == "ongoing"

    # Luma's alerts are one row, and two clicks make them one alert.
    desk.goto(f"{live}/m/luma/alerts/")
    flood = desk.locator(".flood-row").filter(has_text="Luma")
    expect(flood).to_have_count(1)
    flood.get_by_role("link", name=re.compile("Merge these")).click()
    desk.get_by_role("button", name=re.compile("Merge these")).click()
    expect(desk.locator("h1")).to_be_visible()
    luma = Alert.objects.filter(place__name="Luma", merged_into=None).get()
    assert again(luma).now.reports == 5

    # A text read wrongly is read by a person, who says what it is; one not understood is read.
    desk.goto(f"{live}/m/luma/alerts/{play_text.pk}/")
    desk.get_by_role("button", name="Open the text").click()
    expect(desk.locator("blockquote")).to_have_text(PLAY)
    desk.locator("#level-to").select_option("watch")
    desk.locator("#level-why").fill("A school play, read wrongly as an attack")
    desk.get_by_role("button", name="Set the level").click()
    desk.get_by_role("button", name="Complete triage").click()
    desk.goto(f"{live}/m/luma/alerts/")
    unread = desk.locator(f"#a-{strange.number}")
    unread.get_by_role("button", name="Open the text").click()
    expect(unread.locator("blockquote")).to_have_text("zxq wiyo zxq")

    # Who commands the base acknowledges; one company refuses, the other goes.
    base = sits("unit_commander", f"alerts/{luma.pk}/")
    base.get_by_role("button", name="Acknowledged").click()
    sector = sits("sector_operations", f"alerts/{luma.pk}/decision/")
    sector.locator("#decide select[name=choice]").select_option("act")
    sector.locator("#decide select[name=authority]").select_option("commands")
    sector.locator("#decide input[value=night_patrol]").check()
    sector.locator("#decide textarea[name=reason]").fill("They attack now")
    sector.locator("#decide button", has_text="Record the decision").click()
    expect(sector.get_by_text("The decision is recorded.")).to_be_visible()
    for unit, answer in (("Coy 1", "refused"), ("Coy 2", "accepted")):
        sector.locator("#task summary").first.click()
        sector.locator("#task select[name=option]").select_option("night_patrol")
        sector.locator("#task select[name=unit]").select_option(label=unit)
        sector.locator("#task select[name=standard]").select_option(index=1)
        sector.locator("#task button", has_text="Task").click()
        row = sector.locator("#taskings > ul > li").filter(has_text=unit)
        expect(row).to_have_count(1)
        row.locator("select[name=answer]").select_option(answer)
        row.locator("[name=said_by]").fill("operations room")
        row.locator("select[name=channel]").last.select_option("radio")
        if answer == "refused":
            row.locator("select[name=reason]").select_option("terrain")
        row.get_by_role("button", name="Record the answer").click()
        expect(row.locator("b").filter(has_text=answer.capitalize())).not_to_have_count(0)
    row.get_by_role("button", name="Departed").click()
    expect(row.get_by_role("button", name="Departed")).to_have_count(0)
    night.wait(1)

    # The operations centre hears the patrol, reports, and hands over three minutes after six.
    desk.goto(f"{live}/m/luma/joc/")
    desk.locator("#patrols").get_by_role("button", name="Heard now").click()
    desk.goto(f"{live}/m/luma/alerts/{luma.pk}/flash/")
    desk.locator("#id_action").fill("Coy 2 left for Luma")
    desk.get_by_role("button", name="Issue the report").click()
    expect(desk.locator("#flash-0")).to_contain_text("Coy 2 left for Luma")
    six = datetime(2018, 12, 31, 6, 3, tzinfo=ZoneInfo(night.cast.mission.time_zone))
    left = (six.astimezone(UTC) - clock.now(night.cast.mission)).total_seconds() / 60
    assert left > 0, "all of it within the hour"
    night.wait(left)
    desk.goto(f"{live}/m/luma/joc/")
    expect(desk.locator(".asof")).to_contain_text("shift from 18:00 to 06:00")
    desk.locator("#hand-over textarea").fill("Ask Bentu again at seven")
    desk.get_by_role("button", name="Sign and hand over").click()
    expect(desk.get_by_text("not taken over yet")).to_be_visible()
    expect(desk.get_by_role("button", name="Sign and take over")).to_have_count(0)
    return again(luma)


def check_the_night(cast: Cast, sits: Callable[[str, str], Page], box: Box, luma: Alert) -> None:
    """The incoming officer reads the night on one page, takes it over, and nothing is missing."""
    heard = until(lambda: box.handset.heard(1))
    sent = Message.objects.filter(outgoing=True, channel="sms")
    until(lambda: sent.filter(state="delivered").count() == len(heard))
    relief = sits("relief", "joc/")
    relief.get_by_role("link", name="Read it").click()
    shift = relief.locator("#shift tbody")
    expect(relief.locator("h1")).to_contain_text("06:00")

    assert Report.objects.count() == 12
    for report in Report.objects.all():  # every fact that came in
        expect(shift.locator(f'a[href$="#r-{report.pk}"]')).to_have_count(1)
    for words in ("tasking not executed", "Coy 1", "merged into", "Coy 2", "radio check"):
        expect(shift).to_contain_text(words)

    steps = list(AlertStep.objects.all())
    expect(shift.get_by_text("deadline passed")).to_have_count(len(steps))
    assert steps and shift.get_by_text("nobody was told").count() == 0
    for step in steps:  # every clock told whom it had to
        told = AlertNotice.objects.filter(alert=step.alert, why__in=("step", "expired"))
        holders = set(told.values_list("post__pk", flat=True))
        assert step.told and {str(pk) for pk in holders} >= set(step.told), (step.clock, step.rung)

    threads = relief.locator("#threads tbody tr")
    expect(threads).to_have_count(Alert.objects.filter(merged_into=None).count())
    for root in Alert.objects.filter(merged_into=None):  # nothing is called delivered that was not
        thread = {root.pk: root.pk} | dict.fromkeys(
            Alert.objects.filter(merged_into=root).values_list("pk", flat=True), root.pk
        )
        telling = tellings(thread)[root.pk]
        received = sent.filter(about_id__in=thread, state="delivered").values_list("to_id")
        commanders = received.distinct().count()
        assert telling.count("delivered") == commanders <= 1
        row = threads.filter(has_text=str(root))
        if telling.addressed:
            expect(row).to_contain_text(f"{commanders} delivered")
    expect(threads.filter(has_text="Luma")).to_have_count(1)
    expect(threads.filter(has_text="not yet read")).to_have_count(1)
    expect(relief.locator("#patrols")).to_contain_text("Coy 2")
    expect(relief.locator("#clocks li")).to_have_count(
        Alert.objects.filter(merged_into=None, now__open=True).count()
    )
    expect(relief.locator("#note")).to_contain_text("Ask Bentu again at seven")
    assert PLAY not in relief.content() and "zxq" not in relief.content()
    wide = relief.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} px wider than the window"
    relief.locator("#take textarea").fill("Read")
    relief.get_by_role("button", name="Sign and take over").click()
    expect(relief.get_by_text("You have the shift.")).to_be_visible()
    expect(relief.locator(".asof")).to_contain_text("shift from 06:00 to 18:00")
    given = ShiftHandover.objects.get()
    assert (given.author, given.taken_by) == (cast["joc_duty_officer"], cast["relief"])

    relief.goto(f"{relief.url.partition('/joc/')[0]}/alerts/{luma.pk}/timeline/")
    timeline, told, reports = relief.locator("#timeline tbody"), "", 0
    while True:  # a long timeline comes in parts
        told += timeline.inner_text()
        lines = timeline.locator("tr")
        reports += lines.filter(has=relief.locator(".meta", has_text="Report")).count()
        later = relief.locator("#timeline a[rel=next]")
        if not later.count():
            break
        relief.goto(str(later.evaluate("link => link.href")))
    for words in ("Report", "Clock ran out", "Coy 2", "Flash report", "was merged into another"):
        assert words.casefold() in told.casefold(), words
    assert reports == again(luma).now.reports
