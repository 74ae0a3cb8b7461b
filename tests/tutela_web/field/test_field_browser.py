"""The field app as its holder meets it: a telephone of 360 px, without a network, with a wrong PIN,
with a second person, under threat, over a line that drops answers."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.counts import counted
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_my_taskings import tasked
from tests.tutela_web.look.shots import (
    AXE,
    BROWSER,
    browser,
    face,
    faults,
    open_in,
    session,
    violations,
)
from tests.tutela_web.warning.story import call
from tutela_web.access.models import OutgoingPause, Post
from tutela_web.field.models import CareService, FieldReceipt, Handset
from tutela_web.incidents.models import ClosedIncident
from tutela_web.intake.models import AdviserCall, FieldReport
from tutela_web.warning.models import Alert

pytestmark = BROWSER
PIN, DURESS, OTHER = "482913", "605138", "739155"
WORDS = "Eleven armed men on the Marra road"

STORED = """async () => {
  const base = await new Promise((done) => {
    const ask = indexedDB.open('notes');
    ask.onsuccess = () => done(ask.result);
  });
  const told = {};
  for (const name of base.objectStoreNames) {
    told[name] = await new Promise((done) => {
      const ask = base.transaction(name).objectStore(name).getAll();
      ask.onsuccess = () => done(ask.result);
    });
  }
  base.close();
  return JSON.stringify(told, (key, value) => value instanceof Uint8Array
    ? {bytes: value.length, text: new TextDecoder('latin1').decode(value)} : value);
}"""

NEARLY = """async (wrong) => {
  const base = await new Promise((done) => {
    const ask = indexedDB.open('notes');
    ask.onsuccess = () => done(ask.result);
  });
  const people = base.transaction('people', 'readwrite').objectStore('people');
  await new Promise((done) => {
    const ask = people.getAll();
    ask.onsuccess = () => {
      const last = ask.result[ask.result.length - 1];
      people.put({...last, wrong}).onsuccess = done;
    };
  });
  base.close();
}"""
"""So many wrong PINs were typed already: each of ten takes a moment on purpose."""

FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  window.makeRoom = () => { IDBObjectStore.prototype.put = put; };
  IDBObjectStore.prototype.put = function () {
    throw new DOMException('full', 'QuotaExceededError');
  };
}"""


@contextmanager
def telephone(server: Any, sign_in: Any, person: Any) -> Iterator[Page]:
    """A telephone of 360 px in the hand of somebody who is signed in."""
    with browser() as found:
        held = session(sign_in, person, server.url)
        context = face(found, server.url, width=360, height=740, cookies=held)
        yield open_in(context, f"{server.url}/m/luma/field/set-up/")
        context.close()


def set_up(page: Page, pin: str = PIN, *, phrase: bool = False) -> None:
    """Choose a PIN or a passphrase on the page, and arrive in the app: one field, one button."""
    if phrase:
        page.get_by_label("Letters: a passphrase").check()
    page.get_by_label("PIN of six digits or more").fill(pin)
    page.get_by_role("button", name="Set up").click()
    page.wait_for_url("**/notes/**")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def choose_second(page: Page, pin: str = DURESS) -> None:
    """Choose a second PIN in the settings of the app."""
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("A second PIN or passphrase").fill(pin)
    page.get_by_role("button", name="Save", exact=True).click()


def unlock(page: Page, pin: str = PIN) -> None:
    expect(page.get_by_label("Your PIN or passphrase")).to_be_visible()
    page.get_by_label("Your PIN or passphrase").fill(pin)
    page.get_by_role("button", name="Open", exact=True).click()


def open_app(page: Page, pin: str = PIN) -> None:
    unlock(page, pin)
    expect(page.get_by_role("heading", name="What do you report?")).to_be_visible()


def stored(page: Page) -> dict[str, list[dict[str, Any]]]:
    """What lies on the telephone, as whoever copies it finds it."""
    found: dict[str, list[dict[str, Any]]] = json.loads(page.evaluate(STORED))
    return found


def write_report(page: Page, words: str = WORDS, *, button: str = "Save, edit later") -> None:
    page.get_by_role("button", name="What happened").click()
    screen = page.locator("[data-screen=report]")
    screen.get_by_label("What happened").fill(words)
    screen.get_by_role("button", name=button).click()
    expect(screen).to_be_hidden()


def queue(page: Page) -> Any:
    return page.locator("[data-queue] li")


def cut_off(context: BrowserContext, server: Any) -> None:
    """No network at all, and then the page opened anew from what the telephone retains."""
    context.set_offline(True)
    context.pages[0].goto(f"{server.url}/notes/en/")


def test_a_report_is_written_offline_edited_sealed_sent_and_gone(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    place = make.place(cast.mission, "Ouandjah", area=cast.north, classification=0)
    Post.objects.filter(role="joc_duty_officer").update(duty_number="+000 555 0100")
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        cut_off(page.context, live_server)
        open_app(page)
        # a place by ear: the name is spelt otherwise
        page.get_by_role("button", name="What happened").click()
        screen = page.locator("[data-screen=report]")
        screen.get_by_label("Where?").fill("wanja")
        screen.get_by_role("button", name="Ouandjah").click()
        screen.get_by_label("What happened").fill("Shots")
        screen.get_by_role("button", name="Save, edit later").click()
        expect(queue(page)).to_contain_text("Yours to edit until")
        page.get_by_role("button", name="Edit", exact=True).click()
        expect(screen.get_by_label("What happened")).to_have_value("Shots")
        screen.get_by_label("What happened").fill(WORDS)
        screen.get_by_role("button", name="Save, edit later").click()
        everything = json.dumps(stored(page))
        assert (
            WORDS not in everything and "Ouandjah" not in everything and "report" not in everything
        )
        assert violations(page, axe=AXE) == []
        page.get_by_role("button", name="Lock").click()  # leaving seals: nobody here reads it again
        assert stored(page)["entries"][0]["readable"] is None
        open_app(page)
        expect(queue(page)).to_contain_text("Sealed. Waits for a network")
        expect(queue(page)).not_to_contain_text(WORDS)
        page.get_by_role("button", name="Patrol report").click()
        patrol = page.locator("[data-screen=patrol]")
        for asked in ("left", "returned"):  # each moment has its own button
            patrol.locator(f"[data-set-now={asked}]").click()
            expect(patrol.locator(f"[name={asked}]")).to_have_value(re.compile("T"))
        patrol.get_by_role("button", name="Cancel").click()
        page.get_by_role("button", name="Danger").click()
        danger = page.locator("[data-screen=danger]")
        danger.get_by_label("Where?").fill("Ouandjah")
        danger.get_by_role("button", name="Ouandjah").click()
        danger.get_by_role("button", name="Send now").click()  # nothing else said: still a danger
        expect(queue(page)).to_have_count(2)
        assert [one["readable"] for one in stored(page)["entries"]] == [None, None]
        expect(queue(page).first).to_contain_text("Danger")
        # until a receipt it is red, and says whom to call
        expect(queue(page).first).to_contain_text("NOT SENT")
        expect(queue(page).first).to_have_attribute("data-tone", "danger")
        expect(page.locator("[data-unsent]")).to_contain_text("NOT SENT")
        expect(queue(page).first.get_by_role("link", name="+000 555 0100")).to_have_attribute(
            "href", "tel:+0005550100"
        )
        assert not FieldReport.objects.exists()
        page.context.set_offline(False)
        expect(queue(page).first).to_contain_text("Received")
        expect(queue(page).last).to_contain_text(re.compile(r"Received .* by JOC duty officer"))
        assert stored(page)["entries"] == []
        assert WORDS not in page.content()
    report, danger_report = FieldReport.objects.order_by("kind", "pk").order_by("-kind")
    assert (report.answers, report.place) == ({"what": WORDS}, place)
    assert report.author == cast["field_reporter"]
    alert = Alert.objects.get()
    assert (alert.level, alert.place) == ("ongoing", place)
    assert danger_report.alert == alert
    assert list(FieldReceipt.objects.values_list("sequence", flat=True)) == [1, 2]


def test_the_banner_of_an_unsent_danger_stands_and_care_names_advisers_alone(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    numbers = {
        "joc_duty_officer": "+000 555 0100",
        "head_of_field_office": "+000 555 0101",
        "women_protection_adviser": "+000 555 0119",
        "child_protection_adviser": "+000 555 0120",
        "human_rights": "+000 555 0121",
    }
    for role, number in numbers.items():
        Post.objects.filter(role=role).update(duty_number=number)
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        cut_off(page.context, live_server)
        open_app(page)
        page.get_by_role("button", name="Danger").click()
        page.locator("[data-screen=danger]").get_by_role("button", name="Send now").click()
        banner = page.locator("[data-unsent]")
        call_duty = banner.get_by_role("link", name=numbers["joc_duty_officer"])
        expect(call_duty).to_have_attribute("href", "tel:+0005550100")
        write_report(page, "The bridge is closed", button="Send now")
        expect(page.locator("[data-status]")).to_contain_text("Sealed")
        expect(banner).to_contain_text("NOT SENT")  # whatever else is sealed
        expect(call_duty).to_be_in_viewport()
        assert violations(page, axe=AXE) == []
        page.get_by_role("button", name="Lock").click()
        expect(banner).to_be_hidden()
        open_app(page)
        expect(call_duty).to_be_visible()
        # a child who is alone: Child Protection, as a survivor's adviser; no duty officer cares
        page.get_by_role("button", name="What happened").click()
        screen = page.locator("[data-screen=report]")
        screen.get_by_label("What happened").fill("A boy of 12 fled to us alone")
        screen.get_by_role("button", name="Send now").click()
        screen.get_by_role("button", name="They do: stop").click()
        steps = page.locator("[data-screen=steps]")
        expect(steps).to_contain_text("No service of care is on file on this telephone")
        advisers = page.locator("[data-care-advisers] li")
        expect(advisers).to_have_count(2)
        expect(advisers.first).to_contain_text(numbers["child_protection_adviser"])
        expect(advisers.last).to_contain_text("if nobody answers")
        expect(advisers.last).to_contain_text(numbers["human_rights"])
        for role in ("joc_duty_officer", "head_of_field_office", "women_protection_adviser"):
            expect(page.locator("[data-care]")).not_to_contain_text(numbers[role])
        ask = page.locator("[data-ask-adviser]")
        expect(ask).to_contain_text("Is a message to Child Protection best for this child?")
        ask.get_by_label("yes").first.check()
        ask.get_by_role("button", name="Send to the adviser").click()
        waiting = queue(page).filter(has_text="1 waiting: call")
        expect(waiting).to_contain_text(numbers["child_protection_adviser"])
        expect(waiting).not_to_contain_text(numbers["joc_duty_officer"])
        expect(waiting).not_to_contain_text(re.compile("[Cc]hild|[Ww]omen"))
        page.context.set_offline(False)
        expect(banner).to_be_hidden(timeout=120_000)  # its own next try may come later


def test_a_patrol_report_names_the_tasking_that_was_carried_out(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    alert = call(cast)
    post = cast["field_reporter"].holdings.get().post
    tasking = tasked(cast, sign_in, alert, post)
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        open_app(page)
        page.get_by_role("button", name="Patrol report").click()
        screen = page.locator("[data-screen=patrol]")
        screen.get_by_label("What was the task?").fill("Reassure Bel")
        screen.get_by_label("Which way did you take?").fill("By the river road")
        for asked in ("left", "returned"):
            screen.locator(f"[data-set-now={asked}]").click()
        screen.get_by_label("What did you observe?").fill("People sleep in the fields")
        screen.get_by_label("Which tasking did you carry out?").select_option(str(tasking.pk))
        assert violations(page, axe=AXE) == []
        screen.get_by_role("button", name="Save, edit later").click()
        page.get_by_role("button", name="Edit", exact=True).click()
        chosen = screen.get_by_label("Which tasking did you carry out?")
        expect(chosen).to_have_value(str(tasking.pk))
        screen.get_by_role("button", name="Send now").click()
        expect(queue(page)).to_contain_text("Received")
        page.get_by_role("button", name="Patrol report").click()
        expect(screen.locator("[data-taskings]")).to_be_hidden(timeout=30_000)
    tasking.refresh_from_db()
    assert tasking.returned_at is not None and "sleep in the fields" in tasking.result
    assert FieldReport.objects.get().tasking == tasking


def test_answers_that_never_arrive_double_nothing(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    lost: list[str] = []
    number = counted(3, 40)

    def lose_every_second(route: Route) -> None:
        lost.append(route.request.url)
        if len(lost) % 2:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        page.context.route("**/notes/pieces/**", lose_every_second)
        open_app(page)
        page.evaluate("Math.random = () => 0")
        for order in range(number):
            write_report(page, f"Report {order}", button="Send now")
        for _turn in range(number * 4):
            if not stored(page)["entries"]:
                break
            page.evaluate("window.dispatchEvent(new Event('online'))")
            page.wait_for_timeout(150)
        expect(page.locator("[data-count]")).to_have_text("")
    words = [
        FieldReport.objects.get(pk=row.pk).answers["what"] for row in FieldReceipt.objects.all()
    ]
    assert words == [f"Report {order}" for order in range(number)] and len(lost) > 1


def test_wrong_pins_erase_one_person_and_a_threat_shows_an_empty_app(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        open_app(page)
        choose_second(page)
        expect(page.locator("[data-status]")).to_have_text("Saved.")
        page.context.set_offline(True)
        write_report(page)
        page.get_by_role("button", name="Lock").click()
        page.context.set_offline(False)
        # a second person on the same telephone
        context = page.context
        context.clear_cookies()
        context.add_cookies(session(sign_in, cast["unit_commander"], live_server.url))  # type: ignore[arg-type]
        context.route("**/notes/sync/", lambda route: route.abort())
        page.goto(f"{live_server.url}/m/luma/field/set-up/")
        set_up(page, OTHER)
        assert len(stored(page)["people"]) == 2
        open_app(page, OTHER)  # chosen: who was set up last
        expect(queue(page)).to_have_count(0)
        write_report(page, "Of the second person")
        page.get_by_role("button", name="Lock").click()
        page.get_by_label("Person 1").check()
        unlock(page, OTHER)  # one person's PIN opens nothing of the other
        expect(page.locator("[data-status]")).to_contain_text("Tries left: 9")
        open_app(page)
        expect(queue(page)).to_have_count(1)
        page.get_by_role("button", name="Lock").click()
        # under threat: the first person's part is empty, the second's stands
        page.get_by_label("Person 1").check()
        open_app(page, DURESS)
        expect(page.locator("[data-none]")).to_be_visible()
        left = stored(page)
        assert [one["person"] for one in left["entries"]] == [left["people"][-1]["id"]]
        page.get_by_role("button", name="Lock").click()
        page.get_by_label("Person 2").check()
        more = counted(2, 9)
        page.evaluate(NEARLY, 9 - more)
        for tries in range(more, 0, -1):
            unlock(page, "123456")
            expect(page.locator("[data-status]")).to_contain_text(f"Tries left: {tries}")
        unlock(page, "123456")
        expect(page.locator("[data-status]")).to_contain_text("was erased")
        assert stored(page)["entries"] == [] and len(stored(page)["people"]) == 1


def test_a_pin_that_is_tried_first_is_refused(cast: Cast, sign_in: Any, live_server: Any) -> None:
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        for pin in ("123456", "000000", "987654", "482482", "119111", "151987", "202612"):
            page.get_by_label("PIN of six digits or more").fill(pin)
            page.get_by_role("button", name="Set up").click()
            expect(page.locator("[data-said=guessable]")).to_be_visible()
        page.get_by_label("PIN of six digits or more").fill("goat goat goat")
        page.get_by_role("button", name="Set up").click()
        expect(page.locator("[data-said=guessable]")).to_be_visible()
        page.get_by_label("PIN of six digits or more").fill("short words")
        page.get_by_role("button", name="Set up").click()
        expect(page.locator("[data-said=short]")).to_be_visible()
        assert not Handset.objects.exists()
        set_up(page)
        open_app(page)
        for pin, told in (("123456", "among the first"), (PIN, "opens this already")):
            choose_second(page, pin)
            expect(page.locator("[data-status]")).to_contain_text(told)
            page.locator("[data-screen=settings]").get_by_role("button", name="Back").click()


def test_a_passphrase_opens_however_the_keyboard_wrote_it(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page, "seven goats by the well", phrase=True)
        expect(page.get_by_label("Your PIN or passphrase")).to_have_attribute("inputmode", "text")
        open_app(page, " Seven goats  by the Well ")


def shape(row: dict[str, Any]) -> dict[str, Any]:
    """What of a person's row is seen without any PIN: names, kinds, sizes, versions of ids."""
    told: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict) and "bytes" in value:
            told[name] = ("bytes", value["bytes"])
        elif isinstance(value, str):
            told[name] = ("text", len(value), value[14] if value.count("-") == 4 else "")
        else:
            told[name] = value
    return told


def test_the_second_pin_leaves_a_telephone_like_one_in_daily_use(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    """Two telephones in daily use, with and without a second PIN, and one opened with it: by what
    lies on them nobody tells which is which."""
    for name in ("Ouandjah", "Bel", "Luma"):
        make.place(cast.mission, name, area=cast.north, classification=0)
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        open_app(page)
        write_report(page, button="Send now")
        expect(queue(page)).to_contain_text("Received")
        without = shape(stored(page)["people"][0])
        choose_second(page)
        expect(page.locator("[data-status]")).to_have_text("Saved.")
        chosen = shape(stored(page)["people"][0])
        assert chosen == without, "that one was chosen is not seen"
        page.context.set_offline(True)
        write_report(page, "Names nobody may read")
        waited = stored(page)["people"][0]
        page.get_by_role("button", name="Lock").click()
        open_app(page, DURESS)
        expect(page.locator("[data-none]")).to_be_visible()
        left = stored(page)
        assert left["entries"] == []
        row = left["people"][0]
        assert shape(row) == shape(waited), "sizes, ids, versions, kinds are those of before"
        assert (row["handset"], row["contact"]) == (waited["handset"], waited["contact"])
        # it is used as any other: the places are there, a report is written and received
        page.get_by_role("button", name="What happened").click()
        screen = page.locator("[data-screen=report]")
        screen.get_by_label("Where?").fill("ouanja")
        expect(screen.get_by_role("button", name="Ouandjah")).to_be_visible()
        screen.get_by_role("button", name="Cancel").click()
        page.get_by_role("button", name="Lock").click()
        unlock(page, PIN)
        expect(page.locator("[data-status]")).to_contain_text("Tries left: 9")
        open_app(page, DURESS)
        assert not OutgoingPause.objects.exists()
        page.context.set_offline(False)
        write_report(page, "All is calm", button="Send now")
        expect(queue(page)).to_contain_text("Received")
        assert shape(stored(page)["people"][0]) == shape(row) | {
            "sequence": row["sequence"] + 1,
            "ticked": stored(page)["people"][0]["ticked"],
        }
    assert OutgoingPause.objects.get().person == cast["field_reporter"]
    told = sign_in(cast["joc_duty_officer"]).get("/m/luma/now/").content.decode()
    assert "opened with a second PIN" in told


def test_words_alone_are_asked_about_before_they_are_sealed(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        cut_off(page.context, live_server)
        open_app(page)
        page.get_by_role("button", name="What happened").click()
        screen = page.locator("[data-screen=report]")
        screen.get_by_label("What happened").fill("Two women were raped at the river")
        screen.get_by_role("button", name="Send now").click()
        asked = screen.locator("[data-words-ask]")
        expect(asked).to_contain_text("Nothing is sealed yet")
        assert stored(page)["entries"] == []
        assert violations(page, axe=AXE) == []
        asked.get_by_role("button", name="They do: stop").click()
        expect(page.locator("[data-steps] li").first).to_contain_text("Stop asking")
        assert stored(page)["entries"] == []
        page.locator("[data-screen=steps]").get_by_role("button", name="Back").click()
        # what the telephone's few stems do not know the server does: it asks by the receipt
        page.context.set_offline(False)
        page.get_by_role("button", name="What happened").click()
        screen.get_by_label("What happened").fill("His genitals were cut")
        screen.get_by_role("button", name="Send now").click()
        ask = page.locator("[data-ask-adviser]")
        expect(ask).to_contain_text("What was written lies sealed with its office")
        expect(ask).not_to_contain_text("Nothing of this was sent", use_inner_text=True)
        call = AdviserCall.objects.get()
        assert (call.agreed, call.due_at) == (None, None), "nobody is called unasked"
        ask.get_by_label("yes").first.check()
        ask.get_by_role("button", name="Send to the adviser").click()
        expect(queue(page).filter(has_text="1 waiting: call")).to_contain_text("Received")
    call.refresh_from_db()
    assert call.agreed and call.due_at is not None
    assert ClosedIncident.objects.count() == 1 and not FieldReport.objects.exists()


def test_hours_are_the_missions_and_each_sealed_report_is_told_from_the_next(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    cast.mission.time_zone = "Africa/Juba"
    cast.mission.save()
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        cut_off(page.context, live_server)
        open_app(page)
        for words in ("First", "Second"):
            write_report(page, words)
        page.get_by_role("button", name="Lock").click()
        open_app(page)
        expect(queue(page).nth(0)).to_contain_text(re.compile(r"What happened 1.*GMT\+2"))
        expect(queue(page).nth(1)).to_contain_text("What happened 2")
        queue(page).nth(0).get_by_role("button", name="Correct").click()
        screen = page.locator("[data-screen=report]")
        expect(screen.locator("[data-zone]").first).to_have_text("GMT+2")
        screen.locator("summary").first.click()
        screen.locator("[data-set-now]").first.click()
        now = page.evaluate(
            "new Intl.DateTimeFormat('sv-SE', {timeZone: 'Africa/Juba', dateStyle: 'short',"
            " timeStyle: 'short'}).format(new Date()).replace(' ', 'T').slice(0, 15)"
        )
        expect(screen.locator("[name=when]")).to_have_value(re.compile(re.escape(now)))
        screen.get_by_label("What happened").fill("First, put right")
        screen.get_by_role("button", name="Send now").click()
        expect(queue(page).nth(2)).to_contain_text("correction of 1")


def test_a_danger_not_sent_offers_two_words_where_the_mission_allows_them(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    Post.objects.filter(role="joc_duty_officer").update(duty_number="+000 555 0100")
    allowed = {"expiry_hours": 96, "call_me_texts": "on"}
    office = sign_in(cast["chief_of_staff"])
    assert office.post("/m/luma/field/expiry/", allowed).status_code == 302
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        cut_off(page.context, live_server)
        open_app(page)
        page.get_by_role("button", name="Danger").click()
        page.locator("[data-screen=danger]").get_by_label("What is happening").fill("At the ford")
        page.locator("[data-screen=danger]").get_by_role("button", name="Send now").click()
        link = queue(page).first.get_by_role("link", name="Text “call me”")
        expect(link).to_have_attribute("href", "sms:+0005550100?body=call%20me")
        expect(queue(page).first).to_contain_text("It stays among the sent messages")


def test_a_lost_telephone_is_wiped_when_it_is_next_in_contact_locked_as_it_is(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        set_up(page)
        page.context.set_offline(True)
        open_app(page)
        write_report(page)
        handset = stored(page)["people"][0]["handset"]
        sign_in(cast.hofo).post(f"/m/luma/field/handsets/{handset}/wipe/")
        page.context.set_offline(False)
        page.goto(f"{live_server.url}/notes/en/")
        expect(page.get_by_role("heading", name="This telephone is not set up")).to_be_visible()
        assert stored(page) == {"entries": [], "people": []}
    page_of_office = sign_in(cast.hofo).get("/m/luma/field/").content.decode()
    assert "wiped" in page_of_office and "to be wiped" not in page_of_office


def test_a_queue_is_saved_as_a_file_and_the_form_stops_where_it_must(
    cast: Cast, sign_in: Any, live_server: Any, tmp_path: Any
) -> None:
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
        page.context.set_offline(True)
        open_app(page)
        write_report(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Save what waits as a file").click()
        path = tmp_path / "carried.bin"
        download.value.save_as(path)
        assert download.value.suggested_filename == "notes.bin"
        assert WORDS.encode() not in path.read_bytes()
        with path.open("rb") as file:
            carried = sign_in(cast.hofo).post("/m/luma/field/bundle/", {"file": file})
        assert "1 report was received." in carried.content.decode()
        # a telephone that is full keeps the words on the screen
        page.get_by_role("button", name="What happened").click()
        screen = page.locator("[data-screen=report]")
        screen.get_by_label("What happened").fill("Not to be lost")
        page.evaluate(FULL)
        screen.get_by_role("button", name="Save, edit later").click()
        expect(page.locator("[data-status]")).to_contain_text("The telephone is full")
        expect(screen.get_by_label("What happened")).to_have_value("Not to be lost")
        page.evaluate("window.makeRoom()")
        screen.get_by_role("button", name="Cancel").click()
        # of sexual violence the form asks no more, and says what to do
        page.get_by_role("button", name="What happened").click()
        screen.get_by_text("It is about sexual violence").click()
        screen.get_by_role("button", name="It concerns sexual violence").click()
        steps = page.locator("[data-screen=steps]")
        expect(page.locator("[data-steps] li").first).to_contain_text("Stop asking")
        expect(steps.get_by_role("link", name="+000 555 0199")).to_be_visible()
        expect(steps).to_contain_text("Nothing of this was sent")
        assert len(stored(page)["entries"]) == 1, "nothing goes unasked"
        assert violations(page, axe=AXE) == []
        ask = page.locator("[data-ask-adviser]")
        ask.get_by_label("yes").nth(1).check()
        ask.get_by_role("button", name="Send to the adviser").click()
        expect(page.locator("[data-status]")).to_contain_text("Nothing is sent")
        ask.get_by_label("yes").first.check()
        ask.get_by_role("button", name="Send to the adviser").click()
        row = queue(page).filter(has_text="1 waiting: call")
        expect(row).to_contain_text("No duty number is on file")
        for subject in ("sexual", "child", "violence", "survivor"):
            expect(row).not_to_contain_text(subject)
        # of misconduct nothing is stored
        waiting = len(stored(page)["entries"])
        page.get_by_role("button", name="What happened").click()
        screen.get_by_label("What happened").fill("A word of misconduct")
        screen.get_by_text("It is about sexual violence").click()
        screen.get_by_role("button", name="UN personnel").click()
        expect(page.locator("[data-steps]")).to_contain_text("OIOS")
        assert len(stored(page)["entries"]) == waiting
        assert "A word of misconduct" not in page.content()
        page.context.set_offline(False)
        page.locator("[data-screen=steps]").get_by_role("button", name="Back").click()
        expect(page.locator("[data-count]")).to_have_text("")
        expect(queue(page).filter(has_text="1 waiting: call")).to_contain_text("Received")
    assert FieldReport.objects.count() == 1  # the other went to its compartment
    assert FieldReceipt.objects.count() == 2


def test_the_telephone_retains_the_shell_alone_and_it_is_light(
    cast: Cast, sign_in: Any, live_server: Any
) -> None:
    with telephone(live_server, sign_in, cast["field_reporter"]) as page:
        asked: dict[str, int] = {}
        page.context.on(
            "response",
            lambda got: (
                asked.update({got.url: 0}) if "/notes/" in got.url or "field." in got.url else None
            ),
        )
        set_up(page)
        devtools = page.context.new_cdp_session(page)
        told = devtools.send("Page.getAppManifest")
        assert not told["errors"] and json.loads(told["data"])["name"] == "Notes"
        wrong = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert [one["errorId"] for one in wrong if one["errorId"] != "in-incognito"] == []
        page.goto(f"{live_server.url}/m/luma/field/")
        kept = page.evaluate(
            "async () => { const told = []; for (const name of await caches.keys())"
            " for (const one of await (await caches.open(name)).keys())"
            " told.push(new URL(one.url).pathname); return told.sort(); }"
        )
        shell = [
            f"/notes/{code}/{end}" for code in ("en", "fr", "ar") for end in ("", "app.webmanifest")
        ]
        files = ["field.js", "field.css", "notes.svg", "notes-192.png"]
        assert kept == sorted([*shell, *(f"/static/tutela/{name}" for name in files)])
        bodies = {
            path: page.request.get(live_server.url + path).body()
            for path in [*kept, "/notes/worker.js"]
        }
        size = sum(len(gzip.compress(body)) for body in bodies.values())
        assert size < 200_000, size
        for path, body in bodies.items():
            for word in ("luma", "Luma", "Field Reporter", "Tutela", str(cast.mission.pk)):
                assert word.encode() not in body, (path, word)


def test_the_pages_stand_in_every_face(cast: Cast, sign_in: Any, live_server: Any) -> None:
    from tests.tutela_web.field.telephone import set_up as set_up_by_hand

    set_up_by_hand(sign_in, cast["field_reporter"])
    pages = {
        cast["field_reporter"]: ["/m/luma/field/", "/m/luma/field/set-up/"],
        cast.hofo: ["/m/luma/field/"],
        cast["administrator"]: ["/m/luma/field/"],
    }
    assert faults(live_server, sign_in, pages, "field") == []
