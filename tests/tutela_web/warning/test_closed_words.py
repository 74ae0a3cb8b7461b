"""An alert waits for nobody, and yet names no harm of a compartment and no house."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.incidents.models import ClosedIncident
from tutela_web.warning.models import Alert

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
    assert "kept in a compartment" in page.content.decode()
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
    assert "kept in a compartment" in page.content.decode()
    alert, part = Alert.objects.get(), ClosedIncident.objects.get()
    assert (alert.act, alert.who, alert.whom) == ("harm to civilians", "", "")
    assert alert.reports.get().words == "harm to civilians" and alert.notices.exists()
    assert part.compartment == "crsv" and "we do not say" in part.summary
    read = sign_in(cast["unit_commander"]).get(f"/m/luma/alerts/{alert.pk}/").content.decode()
    assert not any(word in read for word in (*WORDS, "uncle", "do not say"))
    adviser = sign_in(cast["women_protection_adviser"])
    page = adviser.get(f"/m/luma/compartments/incidents/{part.pk}/").content.decode()
    assert "Nyakim of Kuri" in page and "her uncle" in page


def test_a_mark_that_is_no_harm_of_a_compartment_is_refused(cast: Cast, sign_in: Any) -> None:
    answer = sign_in(cast["joc_duty_officer"]).post(NEW, said(marked="killing"))
    assert answer.status_code in (200, 400) and not Alert.objects.exists()
