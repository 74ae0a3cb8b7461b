"""A shift: radio checks, flash reports and updates, a handover two officers sign."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import again, call, later
from tutela_web.access.models import AuditEntry, Post
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.capacity.models import Unit
from tutela_web.channels.models import Gateway, Message
from tutela_web.joc.models import FlashReport, LogEntry, ShiftHandover
from tutela_web.records import verbs as records
from tutela_web.records.versions.queries import versions_of
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.models import Alert, AlertStep, Report

pytestmark = pytest.mark.postgresql  # nobody else locks flash reports and handovers

DESK = "/m/luma/joc/"


@pytest.fixture
def alert(cast: Cast) -> Alert:
    """An imminent threat at Luma, and a company near."""
    luma = make.place(cast.mission, "Luma", area=cast.north)
    base = make.base(cast.mission, "COB Acacia", area=cast.north)
    company = Unit(code="a", name="A Company", base=base, area=cast.north, able=True)
    company.classification = 0
    records.create(company, mission=cast.mission, by=None)
    return call(cast, place=luma)


@pytest.fixture
def relief(cast: Cast) -> Any:
    """The duty officer of the next shift."""
    person = make.person("relief")
    post = make.post(cast.mission, "joc_duty_officer", person)
    assert post
    make.role(cast.mission, "joc_duty_officer", person)
    return person


def page(sign_in: Any, person: Any, address: str = DESK) -> str:
    answer = sign_in(person).get(address)
    assert answer.status_code == 200, address
    return squeezed(answer.content.decode())


def test_what_burns_stands_on_one_page_and_a_patrol_unheard_is_not_known(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    company = Unit.objects.get(code="a")
    sector, joc = sign_in(cast["sector_operations"]), cast["joc_duty_officer"]
    sent = {
        "option": "day_patrol",
        "standard": "deter_by_presence",
        "unit": str(company.pk),
        "id": "0" * 31 + "1",
    }
    sector.post(f"/m/luma/alerts/{alert.pk}/task/", sent)
    [tasking] = alert.taskings.all()
    sector.post(
        f"/m/luma/alerts/{alert.pk}/answer/{tasking.pk}/", {"answer": "accepted", **BY_RADIO}
    )
    sector.post(f"/m/luma/alerts/{alert.pk}/move/{tasking.pk}/", {"what": "departed"})
    shown = page(sign_in, joc)
    patrols = shown.split('id="patrols"')[1].split("</ul>")[0]
    assert "A Company" in patrols and "no entry logged" in patrols
    assert str(alert) in shown.split('id="clocks"')[1].split("</table>")[0]
    later(cast.mission, minutes=20)
    sign_in(joc).post(f"{DESK}radio/{tasking.pk}/")
    assert LogEntry.objects.get().tasking == tasking
    assert "no entry logged" not in page(sign_in, joc).split('id="patrols"')[1].split("</ul>")[0]


def test_an_attack_stands_first_and_who_is_said_to_move_is_out_without_a_tasking(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    attack, joc = call(cast, level="ongoing"), sign_in(cast["joc_duty_officer"])
    decided = {"id": "0" * 31 + "2", "choice": "act_jointly", "authority": "coordinates"}
    office = sign_in(cast["head_of_field_office"])
    decide = f"/m/luma/alerts/{attack.pk}/decide/"
    assert office.post(decide, decided).status_code == 302
    later(cast.mission, minutes=16)
    shown = page(sign_in, cast["joc_duty_officer"])
    [row] = [one for one in shown.split("<tr") if str(attack) in one and "Task" in one]
    assert "no clock runs" not in row and "is-warn" in row
    joc.post(f"/m/luma/alerts/{attack.pk}/moving/", {"who": "two trucks of FPU-3"})
    shown = page(sign_in, cast["joc_duty_officer"])
    clocks = shown.split('id="clocks"')[1].split("</table>")[0]
    assert clocks.index(str(attack)) < clocks.index(str(alert))
    patrols = shown.split('id="patrols"')[1].split("</ul>")[0]
    assert "two trucks of FPU-3" in patrols and "not tasked" in patrols
    assert "No patrol is out" not in patrols
    chief = page(sign_in, cast["chief_of_staff"], "/m/luma/now/")
    assert str(attack) in chief.split('id="alerts"')[1].split("</section>")[0]


def test_a_flash_report_its_updates_and_the_final_one(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    joc, address = cast["joc_duty_officer"], f"/m/luma/alerts/{alert.pk}/flash/"
    due = page(sign_in, joc).split('id="flashes"')[1].split("</ul>")[0]
    assert f"{alert} · flash report" in due
    later(cast.mission, minutes=61)
    assert "overdue" in page(sign_in, joc).split('id="flashes"')[1].split("</ul>")[0]
    form = page(sign_in, joc, address)
    assert "Luma" in form and "threat to burn the village" in form  # what is on record stands there
    browser = sign_in(joc)
    said = {"facts": "Thirty riders near Luma", "not_known": "who leads them"}
    assert browser.post(address, said).status_code == 400  # when the next one follows
    hours = (clock.now(cast.mission) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert browser.post(address, said | {"next_at": hours}).status_code == 302
    assert f"{alert} · update 1" in page(sign_in, joc)
    assert browser.post(address, said | {"final": "on"}).status_code == 302
    assert [str(one) for one in FlashReport.objects.all()] == ["Flash report", "Final report"]
    assert "No report due" in page(sign_in, joc).split('id="flashes"')[1].split("</ul>")[0]
    assert browser.post(address, said | {"final": "on"}).status_code == 400
    reader = page(sign_in, cast.boris, address)
    assert "Thirty riders near Luma" in reader and "Issue the report" not in reader


def test_a_flash_report_is_issued_with_its_text_and_sent_to_the_heads_of_the_mission(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    joc, shown = cast["joc_duty_officer"], f"/m/luma/alerts/{alert.pk}/"
    assert f'href="{shown}flash/#next"' in page(sign_in, joc, shown)
    sign_in(joc).post(f"{shown}record/", {"name": "flash"})
    assert "flash" not in again(alert).now.moments, "no report, no moment"
    said = {"facts": "Thirty riders near Luma", "next_at": "2018-12-31T15:00"}
    sign_in(joc).post(f"{shown}flash/", said)
    for role in ("chief_of_staff", "head_of_mission", "force_commander"):
        inbox = page(sign_in, cast[role], "/m/luma/inbox/")
        assert str(alert) in inbox and "<b>flash report</b>" in inbox, role
    assert "<b>flash report</b>" not in page(sign_in, joc, "/m/luma/inbox/"), "who wrote it knows"
    text = page(sign_in, cast["head_of_mission"], f"{shown}flash/")
    sent = text.split("Sent to")[1].split("</dd>")[0]
    assert "chief of staff" in sent and "head of mission" in sent
    assert f'href="{shown}flash/"' in page(sign_in, cast["head_of_mission"], shown)


def test_of_alerts_that_were_joined_the_flash_report_of_either_is_read_on_the_one_page(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    other = call(cast, place=alert.place, act="huts burn")
    desk.post(f"/m/luma/alerts/{other.pk}/flash/", {"facts": "Huts burn", "final": "on"})
    desk.post(f"/m/luma/alerts/{alert.pk}/join/", {"alert": str(other.pk)})
    root = Alert.objects.get(merged_into=None)
    text = page(sign_in, cast["joc_duty_officer"], f"/m/luma/alerts/{root.pk}/flash/")
    assert "Huts burn" in text and "No flash report was issued" not in text
    assert "No report due" in page(sign_in, cast["joc_duty_officer"]).split('id="flashes"')[1]


def test_no_gateway_in_use_is_not_a_gateway_heard_and_failed_messages_are_said(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    joc = cast["joc_duty_officer"]

    def gateways() -> str:
        return page(sign_in, joc).split('id="gateways"')[1].split("</ul>")[0]

    assert "No gateway is in use" in gateways() and "failed" not in gateways()
    sign_in(joc).post(f"/m/luma/alerts/{alert.pk}/issue/")
    sent = Message.objects.filter(about_id=alert.pk)
    sent.update(state="failed")
    assert f"{sent.count()} failed" in gateways()
    made = make.gateway(cast.mission)
    assert "never heard" in gateways()
    Gateway.objects.filter(pk=made.pk).update(heard_at=real_now())
    assert "Each gateway in use was heard within twelve hours." in gateways()


def test_two_officers_sign_a_handover_and_the_night_is_one_page(
    cast: Cast, sign_in: Any, alert: Alert, relief: Any
) -> None:
    officer = sign_in(cast["joc_duty_officer"])
    officer.post(
        f"{DESK}log/new/",
        {
            "at": clock.now(cast.mission).strftime("%Y-%m-%dT%H:%M"),
            "kind": "heard",
            "words": "guards say the bridge is quiet",
            "classification": "1",
        },
    )
    answer = officer.post(f"{DESK}handovers/new/", {"note": "Ask Luma again at seven"})
    given = ShiftHandover.objects.get()
    address = f"{DESK}handovers/{given.pk}/"
    assert answer["Location"] == address
    refused = officer.post(f"{address}take/", {"note": ""})
    assert refused.status_code == 403  # nobody hands a shift to themselves
    analyst = sign_in(cast["analyst"])  # keeps the log of the same operations centre
    assert analyst.post(f"{DESK}handovers/new/", {"note": ""}).status_code == 302
    assert ShiftHandover.objects.count() == 1  # one waits to be taken
    night = page(sign_in, relief, address)
    for words in (
        str(alert),
        "guards say the bridge is quiet",
        "Ask Luma again at seven",
        "not taken over yet",
    ):
        assert words in night, words
    sign_in(relief).post(f"{address}take/", {"note": "Read"})
    given.refresh_from_db()
    assert given.taken_by == relief and given.taken_at is not None
    assert AuditEntry.objects.filter(act="take", kind="shifthandover").exists()
    assert "taken over by" in page(sign_in, relief)


def test_who_gave_a_shift_signs_again_for_what_came_before_it_was_taken(
    cast: Cast, sign_in: Any, alert: Alert, relief: Any
) -> None:
    officer = cast["joc_duty_officer"]
    assert "no handover is on record" in page(sign_in, officer)
    sign_in(officer).post(f"{DESK}handovers/new/", {"note": "All open"})
    given = ShiftHandover.objects.get()
    address = f"{DESK}handovers/{given.pk}/"
    desk = page(sign_in, officer)
    assert "no handover is on record" not in desk and "not taken over yet" in desk
    assert "Sign again" in desk and "All open</textarea>" in desk
    later(cast.mission, minutes=20)
    after = call(cast, place=alert.place, act="huts burn")
    assert "Sign again" not in page(sign_in, relief)
    assert str(after) not in page(sign_in, relief, address)
    signed = {"note": "All open; huts burn"}
    assert sign_in(officer).post(f"{DESK}handovers/new/", signed)["Location"] == address
    old = {"note": "", "digest": given.digest}
    sign_in(relief).post(f"{address}take/", old)
    given.refresh_from_db()
    assert given.taken_at is None, "the relief had read what was signed before"
    night = page(sign_in, relief, address)
    assert str(after) in night and "All open; huts burn" in night
    sign_in(relief).post(f"{address}take/", {"note": "", "digest": given.digest})
    given.refresh_from_db()
    assert given.taken_by == relief and versions_of(given).count() == 3


def test_the_shift_is_the_turn_of_the_roster_where_one_is_kept(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    officer = cast["joc_duty_officer"]
    now = clock.now(cast.mission)
    later(cast.mission, seconds=(now.replace(hour=12, minute=0) - now).total_seconds())
    assert "shift from 06:00 to 18:00" in page(sign_in, officer)
    day, post = f"{now:%Y-%m-%d}", Post.objects.get(role="joc_duty_officer")
    turn = {"post": str(post.pk), "person": str(officer.pk)}
    turn |= {"starts_at": f"{day}T08:00", "ends_at": f"{day}T20:00"}
    assert sign_in(cast["chief_of_staff"]).post("/m/luma/roster/new/", turn).status_code == 302
    assert "shift from 08:00 to 20:00" in page(sign_in, officer)


def test_reports_due_today_stand_among_the_coming_cut_offs(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    shown = page(sign_in, cast["joc_duty_officer"]).split('id="cut-offs"')[1].split("</ul>")[0]
    assert "Daily situation report" in shown and "18:00" in shown and "16:00" in shown
    assert 'href="/m/luma/reporting/"' in shown
    assert shown.count("Daily situation report</bdi>") == 1, "the next one, not each of three days"


def test_the_night_has_every_report_and_every_clock_with_whom_it_told(
    cast: Cast, sign_in: Any, alert: Alert, relief: Any
) -> None:
    officer = sign_in(cast["joc_duty_officer"])
    words = {"channel": "radio", "words": "riders crossed the ford"}
    officer.post(f"/m/luma/alerts/{alert.pk}/report/", words)
    second = call(cast, place=alert.place, act="huts burn")
    officer.post(f"/m/luma/alerts/{alert.pk}/join/", {"alert": str(second.pk)})
    company = Unit.objects.get(code="a")
    sector = sign_in(cast["sector_operations"])
    root = Alert.objects.get(merged_into=None)
    asked = {
        "option": "day_patrol",
        "standard": "deter_by_presence",
        "unit": str(company.pk),
        "id": "0" * 31 + "1",
    }
    sector.post(f"/m/luma/alerts/{root.pk}/task/", asked)
    [tasking] = root.taskings.all()
    refusal = {"answer": "refused", "reason": "terrain", **BY_RADIO}
    sector.post(f"/m/luma/alerts/{root.pk}/answer/{tasking.pk}/", refusal)
    later(cast.mission, minutes=40)
    tick()
    officer.post(f"{DESK}handovers/new/", {"note": ""})
    given = ShiftHandover.objects.get()
    night = page(sign_in, relief, f"{DESK}handovers/{given.pk}/")
    threads, lines = night.split('id="threads"')[1].split('id="shift"')
    assert threads.count("<tr") == 2 and "merged alerts: " in threads and "delivered" in threads
    assert {f"#r-{one.pk}" in lines for one in Report.objects.all()} == {True}
    assert Report.objects.count() == 3 and "report: radio" in lines
    assert f"merged into {root}" in lines and "tasking not executed" in lines
    assert "A Company" in lines and "refused" not in lines  # who chases is told that, and not why
    assert lines.count("deadline passed") == AlertStep.objects.count() > 0
    assert "told: " in lines and "riders crossed the ford" not in lines
    overdue = night.split('id="clocks"')[1].split("</ul>")[0]
    assert "overdue" in overdue
    commander = page(sign_in, cast["force_commander"], f"{DESK}handovers/{given.pk}/")
    assert "answer to the tasking: refused" in commander.split('id="shift"')[1]


def test_the_shift_that_ended_is_handed_over_and_the_next_one_runs_from_then(
    cast: Cast, sign_in: Any, alert: Alert, relief: Any
) -> None:
    """Five past eighteen hundred: the day's officer has not handed over yet."""
    at = clock.now(cast.mission)
    change = at.replace(hour=18, minute=5)
    later(cast.mission, seconds=(change - at).total_seconds())
    officer = cast["joc_duty_officer"]
    assert "shift from 06:00 to 18:00" in page(sign_in, officer)
    sign_in(officer).post(f"{DESK}handovers/new/", {"note": ""})
    given = ShiftHandover.objects.get()
    night = page(sign_in, relief, f"{DESK}handovers/{given.pk}/")
    assert str(alert) in night.split('id="threads"')[1]
    assert "shift from 18:00 to 06:00" in page(sign_in, officer)


def test_a_flash_report_begins_with_what_every_joined_call_said(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    first = call(cast, place=alert.place, classification=0)
    second = call(cast, place=alert.place, act="two traders shot", how_many=60, classification=0)
    closed = call(cast, place=alert.place, act="names of three witnesses", classification=1)
    south = call(cast, area=cast.south, act="convoy stopped", classification=0)
    desk = sign_in(cast["joc_duty_officer"])
    for other in (second, closed, south):
        sent = {"alert": str(other.pk)}
        assert desk.post(f"/m/luma/alerts/{first.pk}/join/", sent).status_code == 302
    form = page(sign_in, cast["joc_duty_officer"], f"/m/luma/alerts/{first.pk}/flash/")
    assert "threat to burn the village / two traders shot" in form and "60" in form
    facts = form.split('name="facts"')[1].split("</textarea>")[0]
    assert "three witnesses" not in form and "convoy stopped" not in facts  # not for each reader


def test_a_flash_report_stops_the_clock_of_the_flash_report(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    said = {"facts": "Thirty riders near Luma", "next_at": "2018-12-31T15:00"}
    sign_in(cast["joc_duty_officer"]).post(f"/m/luma/alerts/{alert.pk}/flash/", said)
    later(cast.mission, minutes=90)
    tick()
    assert "flash" in again(alert).now.moments
    assert not AlertStep.objects.filter(clock="flash").exists()


def test_a_reader_sees_of_a_handover_what_they_may_and_no_trace_of_the_rest(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    """The office of the north hands over; who reads the north alone finds nothing of the south."""
    hidden = make.place(cast.mission, "Secretville", area=cast.south)
    call(cast, place=hidden, area=cast.south)
    sign_in(cast["joc_duty_officer"]).post(f"{DESK}handovers/new/", {"note": ""})
    of_mission = ShiftHandover.objects.get()
    assert "Secretville" in page(sign_in, cast.boris, f"{DESK}handovers/{of_mission.pk}/")
    office = sign_in(cast["head_of_field_office"])
    assert office.get(f"{DESK}handovers/{of_mission.pk}/").status_code == 404
    office.post(f"{DESK}handovers/new/", {"note": ""})
    of_office = ShiftHandover.objects.get(area=cast.north)
    shown = page(sign_in, cast["unit_commander"], f"{DESK}handovers/{of_office.pk}/")
    assert str(alert) in shown and "Secretville" not in shown
    assert sign_in(cast.chen).get(DESK).status_code == 404
    assert sign_in(cast.boris).post(f"{DESK}handovers/new/", {"note": ""}).status_code == 403


def test_what_was_signed_cannot_be_changed_before_it_is_taken(
    cast: Cast, sign_in: Any, alert: Alert, relief: Any
) -> None:
    sign_in(cast["joc_duty_officer"]).post(f"{DESK}handovers/new/", {"note": "all open"})
    given = ShiftHandover.objects.get()
    ShiftHandover.objects.update(note="all calm")
    sign_in(relief).post(f"{DESK}handovers/{given.pk}/take/", {"note": ""})
    given.refresh_from_db()
    assert given.taken_at is None
