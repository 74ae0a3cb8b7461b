"""An alert waits for nobody, and yet names no harm of a compartment and no house."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.version_rows import raw_versions
from tests.tutela_web.warning.test_texts import kannel, text
from tutela_web.access.models import AuditEntry, Post
from tutela_web.access.people.verbs import open_compartment
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.searching import search
from tutela_web.channels.models import Gateway
from tutela_web.incidents.models import ClosedIncident
from tutela_web.records.versions.queries import versions_of
from tutela_web.warning.models import Alert, Report

__all__ = ["kannel"]

NEW = "/m/luma/alerts/new/"
WORDS = ("rape", "raping", "widow", "Nyakim", "Kuri")


def said(**answers: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "un_personnel": "no",
        "level": "ongoing",
        "channel": "call",
        "act": "men are raping women",
        "whom": "the widow Nyakim and her daughters",
        "who": "Group Kestrel",
        "words": "they rape us",
        "place": "",
    } | answers


def test_an_attack_is_raised_at_once_and_others_read_that_people_are_harmed(
    cast: Cast, sign_in: Any
) -> None:
    where = {"adm1": "Jonglei", "adm2": "Uror", "area": cast.north, "kind": "village"}
    kuri, *_others = [make.place(cast.mission, n, **where) for n in ("Kuri", "Luma", "Akobo")]
    page = sign_in(cast["joc_duty_officer"]).post(NEW, said(place=str(kuri.pk)), follow=True)
    assert "stored in a compartment" in page.content.decode()
    alert = Alert.objects.get()
    assert (alert.act, alert.who, alert.whom) == ("harm to civilians", "Group Kestrel", "")
    assert (alert.place, alert.place_said, alert.latitude) == (None, "Uror, Jonglei", None)
    assert (alert.level, alert.area) == ("ongoing", cast.north)
    assert alert.notices.count() > 3  # those near it were warned in the same breath
    part = ClosedIncident.objects.get()
    assert (part.compartment, part.place, part.harms) == ("crsv", kuri, ["crsv"])
    assert "widow Nyakim" in part.summary and "they rape us" in part.summary
    for who in ("unit_commander", "joc_duty_officer", "head_of_field_office"):
        browser = sign_in(cast[who])
        read = "".join(
            browser.get(f"/m/luma/alerts/{tail}").content.decode()
            for tail in ("", f"{alert.pk}/", f"{alert.pk}/timeline/")
        )
        assert "harm to civilians" in read and not any(word in read for word in WORDS)


def test_more_said_of_an_alert_and_a_correction_of_it_are_kept_apart_as_well(
    cast: Cast, sign_in: Any
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    desk.post(NEW, said(act="shots at the ford", whom="", words="shots", level="warning"))
    alert = Alert.objects.get()
    assert alert.act == "shots at the ford" and not ClosedIncident.objects.exists()
    desk.post(f"/m/luma/alerts/{alert.pk}/report/", {"channel": "call", "words": "two were raped"})
    answer = desk.post(
        f"/m/luma/alerts/{alert.pk}/edit/",
        {"version": alert.version, "level": "warning", "act": "gang rape at Kuri"},
    )
    assert answer.status_code == 302, answer.content.decode()
    alert.refresh_from_db()
    assert alert.act == "harm to civilians"
    words = set(alert.reports.values_list("words", flat=True))
    assert words == {"shots", "harm to civilians"}
    kept = [part.summary for part in ClosedIncident.objects.all()]
    assert sorted(kept) == ["act: gang rape at Kuri", "words: two were raped"]


def test_who_raises_it_marks_words_as_closed_that_no_rule_would_know(
    cast: Cast, sign_in: Any
) -> None:
    words = said(
        act="they came for the widow",
        whom="Nyakim of Kuri",
        who="her uncle",
        words="what they did to her we do not say",
        marked="crsv",
    )
    page = sign_in(cast["joc_duty_officer"]).post(NEW, words, follow=True)
    assert "stored in a compartment" in page.content.decode()
    alert, part = Alert.objects.get(), ClosedIncident.objects.get()
    assert (alert.act, alert.who, alert.whom) == ("harm to civilians", "", "")
    assert alert.reports.get().words == "harm to civilians" and alert.notices.exists()
    assert part.compartment == "crsv" and "we do not say" in part.summary
    read = sign_in(cast["unit_commander"]).get(f"/m/luma/alerts/{alert.pk}/").content.decode()
    assert not any(word in read for word in (*WORDS, "uncle", "do not say"))
    adviser = sign_in(cast["women_protection_adviser"])
    page = adviser.get(f"/m/luma/compartments/incidents/{part.pk}/").content.decode()
    assert "Nyakim of Kuri" in page and "her uncle" in page


def test_its_office_is_led_to_the_text_and_to_who_owns_the_alert(cast: Cast, sign_in: Any) -> None:
    words = said(act="they came for the widow", whom="Nyakim of Kuri", words="", marked="crsv")
    sign_in(cast["joc_duty_officer"]).post(NEW, words)
    alert, part = Alert.objects.get(), ClosedIncident.objects.get()
    adviser = sign_in(cast["women_protection_adviser"])
    page = reverse("warning:closed_words", args=["luma", part.pk])
    first = adviser.get("/m/luma/now/").content.decode()
    assert page in first and "/m/luma/compartments/incidents/" in first
    assert adviser.get(f"/m/luma/alerts/{alert.pk}/").status_code == 404  # reads no alerts
    lines = AuditEntry.objects.count()
    read = adviser.get(page).content.decode()
    assert "Nyakim of Kuri" in read and str(alert.owner) in read and str(alert) in read
    assert AuditEntry.objects.count() == lines + 1
    for who in ("joc_duty_officer", "head_of_mission", "child_protection_adviser"):
        other = sign_in(cast[who])
        assert other.get(page).status_code == 404
        assert page not in other.get("/m/luma/now/").content.decode()
    assert (
        "/m/luma/compartments/"
        not in sign_in(cast["joc_duty_officer"]).get("/m/luma/now/").content.decode()
    )


def test_who_holds_its_compartment_shows_the_text_from_the_alert_and_others_read_whom_to_ask(
    cast: Cast, sign_in: Any
) -> None:
    words = said(act="they came for the widow", whom="Nyakim of Kuri", words="", marked="crsv")
    sign_in(cast["joc_duty_officer"]).post(NEW, words)
    alert, part = Alert.objects.get(), ClosedIncident.objects.get()
    page = reverse("warning:closed_words", args=["luma", part.pk])
    rights = sign_in(cast["human_rights"])  # holds another compartment, and asks as others do
    for browser in (rights, sign_in(cast["joc_duty_officer"])):
        note = browser.get(f"/m/luma/alerts/{alert.pk}/").content.decode().split('"restricted"')[1]
        note = note.split("</div>")[0]
        for post in Post.objects.filter(mission=cast.mission):
            asked = post.role in (
                "women_protection_adviser",
                "child_protection_adviser",
                "human_rights",
            )
            assert (post.title in note) is asked, post
        assert page not in note
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    today = clock.today(cast.mission)
    given = {"reason": "Stands in for the adviser", "starts": today, "ends": None}
    open_compartment(cast["human_rights"], "crsv", by=chief, **given)
    assert page in rights.get(f"/m/luma/alerts/{alert.pk}/").content.decode()
    read = rights.get(page).content.decode()
    assert "Nyakim of Kuri" in read and f"/m/luma/alerts/{alert.pk}/" in read


def test_a_mark_that_is_no_harm_of_a_compartment_is_refused(cast: Cast, sign_in: Any) -> None:
    answer = sign_in(cast["joc_duty_officer"]).post(NEW, said(marked="killing"))
    assert answer.status_code in (200, 400) and not Alert.objects.exists()


STANDS = ("old well", "Nyakim", "Kuri", "three trucks", "her brother")


def words_kept(alert: Alert) -> str:
    """What the database says of an alert in clear: it, its reports, and every version."""
    rows = [
        *Alert.objects.filter(pk=alert.pk).values(),
        *raw_versions(Alert, record=alert.pk),
        *Report.objects.filter(alert=alert).values(),
        *raw_versions(Report, values__alert_id=alert.pk.hex),
        *alert.held.values(),
        *alert.moments.values(),
    ]
    return str(rows)


@pytest.mark.postgresql
def test_the_office_closes_the_words_of_an_alert_that_stands_and_opens_them_with_a_reason(
    cast: Cast, sign_in: Any
) -> None:
    where = {"adm1": "Jonglei", "adm2": "Uror", "area": cast.north, "kind": "village"}
    kuri, *_others = [make.place(cast.mission, n, **where) for n in ("Kuri", "Luma", "Akobo")]
    desk, unit = sign_in(cast["joc_duty_officer"]), sign_in(cast["unit_commander"])
    told = said(
        act="men at the old well",
        whom="Nyakim and her sister",
        who="three trucks of men",
        words="they are at Kuri",
        place=str(kuri.pk),
    )
    desk.post(NEW, told)
    alert = Alert.objects.get()
    page = f"/m/luma/alerts/{alert.pk}/"
    change = told | {"version": alert.version, "whom": "Nyakim", "place_said": "Kuri"}
    assert desk.post(f"{page}edit/", change).status_code == 302
    desk.post(f"{page}report/", {"channel": "call", "words": "her brother rang"})
    assert "old well" in unit.get(page).content.decode()
    assert search.ids_matching(cast.mission.pk, "alert", "Nyakim").exists()

    close = f"{page}closing/"
    assert "Restrict its text" not in unit.get(page).content.decode()
    unit.post(close, {"marked": "crsv"})
    assert not ClosedIncident.objects.exists()  # who keeps no alerts closes none
    assert sign_in(cast.chen).post(close, {"marked": "crsv"}).status_code == 404
    assert "state what the text concerns" in desk.post(close, {}, follow=True).content.decode()
    answer = desk.post(close, {"marked": "crsv"}, follow=True).content.decode()
    assert "stored in the compartment" in answer
    alert.refresh_from_db()
    assert (alert.act, alert.who, alert.whom) == ("harm to civilians", "", "")
    assert (alert.place, alert.place_said, alert.level) == (None, "Uror, Jonglei", "ongoing")
    assert not any(word in words_kept(alert) for word in STANDS)
    assert not search.ids_matching(cast.mission.pk, "alert", "Nyakim").exists()
    paths = (page, "/m/luma/alerts/", f"{page}timeline/", "/m/luma/search/?q=Nyakim")
    for who in ("unit_commander", "head_of_field_office", "joc_duty_officer"):
        browser = sign_in(cast[who])
        api = browser.get(f"/api/v1/missions/luma/alerts/{alert.pk}").content.decode()
        read = api + "".join(browser.get(path).content.decode() for path in paths[:3])
        assert "harm to civilians" in read and not any(word in read for word in STANDS)
        assert "AL-0001" not in browser.get(paths[3]).content.decode()

    # What is said of it from now on goes the same way, whatever words are used.
    desk.post(f"{page}report/", {"channel": "call", "words": "two trucks at the old well"})
    alert.refresh_from_db()
    change = {"version": alert.version, "level": "ongoing", "act": "x", "who": "three trucks"}
    assert desk.post(f"{page}edit/", change).status_code == 302
    assert not any(word in words_kept(alert) for word in STANDS)

    part = ClosedIncident.objects.order_by("number").first()
    assert part is not None and "her brother rang" in part.summary and part.place == kuri
    closed = f"/m/luma/compartments/alerts/{part.pk}/"
    for who in ("joc_duty_officer", "child_protection_adviser", "chen", "boris"):
        assert sign_in(cast[who]).get(closed).status_code == 404, who
    adviser = sign_in(cast["women_protection_adviser"])
    record = adviser.get(f"/m/luma/compartments/incidents/{part.pk}/").content.decode()
    assert closed in record and "old well" in record
    assert adviser.post(closed, {"why": " "}).status_code == 400
    opened = adviser.post(closed, {"why": "it was no such thing: her uncle"}, follow=True)
    assert "her uncle" in opened.content.decode()
    alert.refresh_from_db()
    assert (alert.act, alert.whom, alert.place) == ("men at the old well", "Nyakim", kuri)
    read = unit.get(page).content.decode()
    assert "old well" in read and "her brother rang" in read and "uncle" not in read
    assert "her uncle" not in words_kept(alert)
    first = next(iter(versions_of(alert)))
    assert first.whom == "Nyakim and her sister"
    assert search.ids_matching(cast.mission.pk, "alert", "Nyakim").exists()
    assert adviser.post(closed, {"why": "again"}).status_code == 400
    lines = AuditEntry.objects.filter(act__in=("close", "open"), kind="closedincident")
    assert [one.act for one in lines.order_by("number")] == ["close", "open"]
    assert "uncle" not in str(list(AuditEntry.objects.values()))


@pytest.mark.postgresql
def test_words_closed_by_who_raised_the_alert_are_opened_by_the_office(
    cast: Cast, sign_in: Any
) -> None:
    told = said(act="they came for the widow", whom="Nyakim", words="-", marked="crsv")
    sign_in(cast["joc_duty_officer"]).post(NEW, told)
    alert, part = Alert.objects.get(), ClosedIncident.objects.get()
    adviser = sign_in(cast["women_protection_adviser"])
    adviser.post(f"/m/luma/compartments/alerts/{part.pk}/", {"why": "a theft"})
    alert.refresh_from_db()
    assert (alert.act, alert.whom) == ("they came for the widow", "Nyakim")


@pytest.mark.postgresql
def test_a_text_that_names_a_closed_harm_opens_to_nobody_who_reads_the_alert(
    cast: Cast, client: Any, sign_in: Any, kannel: Gateway
) -> None:
    text(client, kannel, "1 Luma. they raped Nyakim at the old well")
    text(client, kannel, "1 Luma. my son is arbitrarily detained, Deng", number="+211900111333")
    for alert in Alert.objects.all():
        report = alert.reports.get()
        assert alert.act == "harm to civilians" and report.sealed is not None
        address = f"/m/luma/alerts/{alert.pk}/words/{report.pk}/"
        page = sign_in(cast["joc_duty_officer"]).post(address).content.decode()
        assert "harm to civilians" in page
        assert not any(word in page for word in ("raped", "Nyakim", "Deng", "detained"))
    kept = {part.compartment: part.summary for part in ClosedIncident.objects.all()}
    assert "raped Nyakim" in kept["crsv"] and "Deng" in kept["detention"]


def test_an_alert_that_names_detention_keeps_its_words_in_that_compartment(
    cast: Cast, sign_in: Any
) -> None:
    told = said(act="arbitrary arrest of Deng", whom="", words="", who="", level="warning")
    sign_in(cast["joc_duty_officer"]).post(NEW, told)
    assert Alert.objects.get().act == "harm to civilians"
    assert ClosedIncident.objects.get().compartment == "detention"


@pytest.mark.postgresql
def test_closing_an_alert_closes_what_a_gateway_brought_of_it(
    cast: Cast, client: Any, sign_in: Any, kannel: Gateway
) -> None:
    text(client, kannel, "1 Luma. they took the girl to the old well")
    alert, desk = Alert.objects.get(), sign_in(cast["joc_duty_officer"])
    words = f"/m/luma/alerts/{alert.pk}/words/{alert.reports.get().pk}/"
    assert "old well" in desk.post(words).content.decode()
    desk.post(f"/m/luma/alerts/{alert.pk}/closing/", {"marked": "child recruitment or use"})
    assert "old well" not in desk.post(words).content.decode()
    part = ClosedIncident.objects.get()
    assert "old well" in part.summary and part.compartment == "mrm"
    adviser = sign_in(cast["child_protection_adviser"])
    adviser.post(f"/m/luma/compartments/alerts/{part.pk}/", {"why": "she is at home"})
    assert "old well" in desk.post(words).content.decode()
