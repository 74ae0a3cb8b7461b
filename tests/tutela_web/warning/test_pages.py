"""The board, the page of an alert, raising one on one screen, the clocks, the network."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, later
from tutela_web.access.models import AuditEntry
from tutela_web.access.vault import keyring
from tutela_web.access.vault.models import Sealed
from tutela_web.base import clock
from tutela_web.warning.alerts.verbs import AlertReport, add_word, issue, owe
from tutela_web.warning.board import queries
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.clocks.verbs import table
from tutela_web.warning.merging.verbs import propose
from tutela_web.warning.models import Alert, AlertNotice, ClockLimit, NetworkContact, Owed

ALERTS = "/m/luma/alerts/"


def page(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_the_desk_raises_and_warns_on_one_screen(cast: Cast, sign_in: Any) -> None:
    make.place(cast.mission, "Luma", area=cast.north, other_names=[{"name": "Lumaville"}])
    desk = sign_in(cast["joc_duty_officer"])
    form = page(desk, ALERTS + "new/")
    ident = re.search(r'name="id" value="([^"]+)"', form).group(1)  # type: ignore[union-attr]
    part = page(desk, ALERTS + "around/?place_said=Lumaville")
    assert "unit commander" in part and "Luma" in part
    place = re.search(r'name="place"\s+value="([^"]+)"', part).group(1)  # type: ignore[union-attr]
    sent = {
        "id": ident,
        "place_said": "Lumaville",
        "place": place,
        "level": "imminent",
        "act": "armed men gather at the well",
        "channel": "call",
        "warn": "1",
    }
    for _ in range(2):  # the line broke: sent again
        answer = desk.post(ALERTS + "new/", sent)
        assert answer.status_code == 302
    alert = Alert.objects.get()
    assert alert.area == cast.north and alert.place.name == "Luma"
    assert AlertNotice.objects.filter(alert=alert, why="issued").count() >= 5
    shown = page(desk, answer["Location"])
    assert "armed men gather" in shown and "addressees warned" in shown


def test_of_misconduct_by_our_own_the_form_stops_and_keeps_nothing(
    cast: Cast, sign_in: Any
) -> None:
    answer = sign_in(cast["joc_duty_officer"]).post(
        ALERTS + "new/", {"un_personnel": "yes", "act": "a soldier of ours"}
    )
    assert answer.status_code == 200 and not Alert.objects.exists()
    assert "a soldier of ours" not in answer.content.decode()


def test_an_empty_form_asks_for_one_thing(cast: Cast, sign_in: Any) -> None:
    answer = sign_in(cast["joc_duty_officer"]).post(
        ALERTS + "new/", {"id": "0" * 32, "level": "warning", "channel": "call"}
    )
    assert answer.status_code == 400 and not Alert.objects.exists()


def test_the_board_puts_the_nearest_harm_first_and_says_what_is_overdue(
    cast: Cast, sign_in: Any
) -> None:
    watch = call(cast, level="watch", act="unpaid troops")
    ongoing = call(cast, level="ongoing", act="shots at the market")
    later(cast.mission, minutes=12)
    tick()
    shown = page(sign_in(cast.boris), ALERTS)
    assert shown.index(str(ongoing)) < shown.index(str(watch))
    assert "not acknowledged" in shown and "overdue" in shown
    assert "Log a report" not in shown  # Boris reads
    assert sign_in(cast.chen).get(ALERTS).status_code == 404


def test_the_board_costs_the_same_few_queries_however_many_alerts(cast: Cast, sign_in: Any) -> None:
    boris = sign_in(cast.boris)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(boris, ALERTS)
        return len(asked)

    call(cast)
    cost()
    few = cost()
    for _ in range(7):
        call(cast)
    assert cost() == few


def test_the_field_office_sees_its_area_and_no_other(cast: Cast, sign_in: Any) -> None:
    north, south = call(cast, act="north fires"), call(cast, area=cast.south, act="south fires")
    shown = page(sign_in(cast.hofo), ALERTS)
    assert "north fires" in shown and "south fires" not in shown
    assert sign_in(cast.hofo).get(f"{ALERTS}{south.pk}/").status_code == 404
    assert sign_in(cast.chen).get(f"{ALERTS}{north.pk}/").status_code == 404


def test_opening_an_alert_one_was_told_of_is_written_down_and_is_no_act(
    cast: Cast, sign_in: Any
) -> None:
    alert = call(cast, level="ongoing")
    page(sign_in(cast["unit_commander"]), f"{ALERTS}{alert.pk}/")
    notice = AlertNotice.objects.get(alert=alert, person=cast["unit_commander"], why="issued")
    assert notice.opened_at is None
    assert AuditEntry.objects.filter(act="read", subject_id=str(alert.pk)).exists()


def test_the_commander_acknowledges_by_one_button_and_boris_cannot(
    cast: Cast, sign_in: Any
) -> None:
    alert = call(cast)
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    address = f"{ALERTS}{alert.pk}/record/"
    assert sign_in(cast.boris).post(address, {"name": "acknowledged"}).status_code == 403
    assert (
        sign_in(cast["unit_commander"]).post(address, {"name": "acknowledged"}).status_code == 302
    )
    assert again(alert).now.state == "acknowledged"
    answer = sign_in(cast["unit_commander"]).post(address, {"name": "closed"}, follow=True)
    assert "recorded elsewhere" in answer.content.decode()
    assert again(alert).now.state == "acknowledged"


def test_the_calls_that_may_be_one_are_joined_by_ticking_them(cast: Cast, sign_in: Any) -> None:
    compound = make.place(cast.mission, "Terrain Compound", area=cast.north)
    first = call(cast, place=compound, act="soldiers at the gate")
    second = call(cast, place=compound, act="soldiers inside")
    propose(second)
    desk = sign_in(cast["joc_duty_officer"])
    assert "may describe the same event" in page(desk, f"{ALERTS}{second.pk}/")
    desk.post(f"{ALERTS}{second.pk}/join/", {"alert": str(first.pk)})
    assert again(second).merged_into_id == first.pk, "the earlier of two alike goes on"
    answer = desk.get(f"{ALERTS}{second.pk}/")
    assert answer.status_code == 302 and str(first.pk) in answer["Location"]
    desk.post(f"{ALERTS}{first.pk}/part/", {"alert": str(second.pk), "why": "two gates"})
    assert again(second).merged_into_id is None


def test_what_is_missing_is_completed_and_two_who_do_it_at_once_do_not_lose_it(
    cast: Cast, sign_in: Any
) -> None:
    alert = call(cast)
    desk = sign_in(cast["joc_duty_officer"])
    sent = {
        "version": alert.version,
        "level": alert.level,
        "act": alert.act,
        "who": "riders",
        "how_many": "60",
        "caller_safe": "no",
    }
    assert desk.post(f"{ALERTS}{alert.pk}/edit/", sent).status_code == 302
    kept = again(alert)
    assert (kept.who, kept.how_many, kept.caller_safe) == ("riders", 60, False)
    clash = desk.post(f"{ALERTS}{alert.pk}/edit/", sent | {"who": "soldiers"})
    assert clash.status_code == 400 and again(alert).who == "riders"
    assert sign_in(cast.boris).get(f"{ALERTS}{alert.pk}/edit/").status_code == 403


def test_the_chief_of_staff_sets_a_limit_and_open_alerts_follow(cast: Cast, sign_in: Any) -> None:
    alert = call(cast, level="imminent")
    chief = sign_in(cast["chief_of_staff"])
    assert "triage:imminent" in page(chief, ALERTS + "clocks/")
    chief.post(ALERTS + "clocks/", {"triage:imminent": "3"})
    assert ClockLimit.objects.get().minutes == 3
    (own,) = (cell for line in table(cast.mission) for cell in line.cells if cell.own)
    assert (own.name, own.minutes) == ("triage:imminent", 3) and own.shipped != 3
    assert again(alert).now.due_at - alert.known_at == timedelta(minutes=3)
    wrong = chief.post(ALERTS + "clocks/", {"triage:imminent": "soon"})
    assert wrong.status_code == 400 and ClockLimit.objects.get().minutes == 3
    assert "triage:imminent" not in page(sign_in(cast.boris), ALERTS + "clocks/")
    assert sign_in(cast.boris).post(ALERTS + "clocks/", {}).status_code == 403


# --- the network


SAFE = {
    "consent": "on",
    "source_risk": "low",
    "introduced_by": "none here",
    "prefers": "call",
    "delay_minutes": "60",
    "test_days": "7",
    "channels": ["call", "sms"],
    "languages": "ar, en",
    "person": "Nyandeng Invented",
    "phone": "+211 900 111 222",
    "function": "market women",
}


@pytest.fixture
def luma(cast: Cast) -> Any:
    keyring.make_first()
    return make.place(cast.mission, "Luma", area=cast.north)


def test_a_contact_is_kept_by_pseudonym_and_who_it_is_goes_to_the_vault(
    cast: Cast, sign_in: Any, luma: Any
) -> None:
    office = sign_in(cast.hofo)
    answer = office.post("/m/luma/network/new/", SAFE | {"place_said": "Luma"}, follow=True)
    contact = NetworkContact.objects.get()
    assert contact.place == luma and contact.languages == ["ar", "en"]
    seen = answer.content.decode()
    assert "Nyandeng" not in seen and "900 111" not in seen and "900111" not in seen
    assert Sealed.objects.filter(subject=contact.subject).count() == 2
    for who in ("boris", "unit_commander", "partner", "chen"):
        assert sign_in(cast[who]).get("/m/luma/network/").status_code == 404


@pytest.mark.parametrize("without", ["consent", "source_risk", "introduced_by"])
def test_no_contact_is_set_up_that_nobody_asked_whether_it_is_safe(
    cast: Cast, sign_in: Any, luma: Any, without: str
) -> None:
    sent = {k: v for k, v in SAFE.items() if k != without} | {"place_said": "Luma"}
    answer = sign_in(cast.hofo).post("/m/luma/network/new/", sent)
    assert answer.status_code == 400 and not NetworkContact.objects.exists()


def test_a_village_whose_test_was_missed_is_said_to_be_silent(
    cast: Cast, sign_in: Any, luma: Any
) -> None:
    office = sign_in(cast.hofo)
    office.post("/m/luma/network/new/", SAFE | {"place_said": "Luma"})
    contact = NetworkContact.objects.get()
    assert "Silent communities" in page(office, "/m/luma/network/")
    office.post(f"/m/luma/network/{contact.pk}/test/", {"answered": "yes"})
    assert "Silent communities" not in page(office, "/m/luma/network/")
    later(cast.mission, days=9)
    assert "Silent communities" in page(office, "/m/luma/network/")
    assert "Silence is not calm" in page(office, ALERTS)


def test_what_is_owed_is_given_by_a_person_after_the_delay_and_the_check(
    cast: Cast, sign_in: Any, luma: Any
) -> None:
    office = sign_in(cast.hofo)
    office.post("/m/luma/network/new/", SAFE | {"place_said": "Luma"})
    contact, alert = NetworkContact.objects.get(), call(cast)
    report = add_word(
        alert, AlertReport("call", said={"contact": contact}), by=at_desk(cast, "joc_duty_officer")
    )
    now = clock.now(cast.mission)
    owed = owe(
        report,
        Owed.Duty.FEEDBACK,
        due=now + timedelta(hours=72),
        not_before=now + timedelta(hours=1),
    )
    address = f"{ALERTS}owed/{owed.pk}/"
    said = {"state": "given", "checked": "yes", "channel": "call"}
    assert "too early" in office.post(address, said, follow=True).content.decode()
    later(cast.mission, hours=2)
    assert "was not asked" in office.post(address, {"state": "given"}, follow=True).content.decode()
    number = office.post(f"{address}number/").content.decode()
    assert "+211 900 111 222" in number
    office.post(address, said)
    assert Owed.objects.get().state == "given"
    assert "feedback" in again(alert).now.moments
    assert sign_in(cast.boris).post(address, said).status_code in (403, 404)
    lines = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert "900 111" not in lines and "900111" not in lines


def test_a_score_opens_nothing_but_a_person_opens_a_watch_from_a_risk(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    risk = make.risk(cast.mission, luma, by=cast.amina)
    desk = sign_in(cast["joc_duty_officer"])
    assert f"?risk={risk.pk}" in page(desk, f"/m/luma/risks/{risk.pk}/")
    form = page(desk, f"{ALERTS}new/?risk={risk.pk}")
    sent = dict(re.findall(r'name="(id|risk)" value="([^"]+)"', form))
    sent |= {"place": str(luma.pk), "level": "watch", "act": "killing", "channel": "risk"}
    assert not Alert.objects.exists()
    desk.post(ALERTS + "new/", sent)
    alert = Alert.objects.get()
    assert (alert.risk, alert.level, alert.source) == (risk, "watch", "risk")


def test_the_timeline_calls_a_contact_by_pseudonym_only_for_who_reads_the_network(
    cast: Cast, sign_in: Any
) -> None:
    alert = call(cast)
    contact = make.contact(cast.mission, pseudonym="C-0712", area=cast.north)
    add_word(alert, AlertReport("call", said={"words": "they come", "contact": contact}), by=None)
    page = {
        who: sign_in(cast[who]).get(f"/m/luma/alerts/{alert.pk}/").content.decode()
        for who in ("boris", "unit_commander", "poc_adviser")
    }
    assert page["poc_adviser"].count("C-0712") == 2  # in the thread and in the timeline
    for who in ("boris", "unit_commander"):
        assert "C-0712" not in page[who] and "a contact of the network" in page[who], who


def test_a_board_that_asks_hears_nothing_until_something_changed(cast: Cast, sign_in: Any) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    alert = call(cast, act="armed men at the well")
    call(cast, act="huts burn")
    shows = re.compile(r'name="shows"\s+value="([\w.~-]+)"')

    def asks(of: str) -> Any:
        query = {"shows": shows.search(of).group(1)}  # type: ignore[union-attr]
        return desk.get(ALERTS, query, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="board")

    shown = page(desk, ALERTS)
    assert "shows=" not in shown
    assert (asks(shown).status_code, asks(shown).content) == (204, b"")
    later(cast.mission, minutes=1)  # ages and clocks run in the page
    assert asks(shown).status_code == 204
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    changed = asks(shown)
    assert changed.status_code == 200 and "<html" not in changed.content.decode()
    assert changed["HX-Reswap"] == "none"
    assert changed.content.decode().count("alert-row") == 1  # the row that changed, no other
    assert 'hx-swap-oob="true" class="alert-row' in " ".join(changed.content.decode().split())
    assert asks(changed.content.decode()).status_code == 204
    later(cast.mission, hours=6)  # a clock ran out: that is a change
    assert asks(changed.content.decode()).status_code == 200


def test_the_board_comes_in_parts_and_none_is_left_out(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BOARD_PART", 2)
    for _n in range(5):
        call(cast, level="warning")
    desk = sign_in(cast["joc_duty_officer"])
    shown = []
    for part, says in ((1, "1 to 2 of 5"), (2, "3 to 4 of 5"), (3, "5 to 5 of 5")):
        board = page(desk, f"{ALERTS}?level=warning&page={part}")
        assert says in board and f"page {part} of 3" in board
        assert f"?level=warning&amp;page={part - 1}" in board or part == 1
        shown += re.findall(r'id="a-(\d+)"', board)
    assert len(shown) == len(set(shown)) == 5
    assert page(desk, ALERTS + "?page=99").count('class="alert-row') == 1  # the last there is
    assert page(desk, ALERTS + "?page=x&all=1").count('class="alert-row') == 2
