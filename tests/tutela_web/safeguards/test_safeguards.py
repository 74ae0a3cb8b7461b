"""Before we act, somebody asks who could be harmed; who is threatened for it is left in peace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.intake.sending import LIST, NEW, at_desk
from tests.tutela_web.version_rows import all_versions
from tutela_web.access.audit import trail
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.access.vault.models import ContactPause, Subject
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.intake.models import FieldReport
from tutela_web.safeguards.models import HarmCheck, Reprisal
from tutela_web.warning.models import NetworkContact
from tutela_web.warning.network.verbs import add_contact, record_test

pytestmark = pytest.mark.postgresql

HOUSE = "/m/luma/safeguards/"
CHECKS = f"{HOUSE}checks/"
REPRISALS = f"{HOUSE}reprisals/"
RETENTION = f"{HOUSE}retention/"


def write_check(browser: Any, cast: Cast, **said: Any) -> HarmCheck:
    form = {
        "kind": "visit",
        "what": "Visit to the market",
        "on": make.TODAY.isoformat(),
        "area": cast.north.pk,
        "classification": 1,
    }
    answer = browser.post(f"{CHECKS}new/", form | said)
    assert answer.status_code == 302, squeezed(answer.content.decode())
    return HarmCheck.objects.latest("entered_at")


def contact_of(cast: Cast) -> NetworkContact:
    fields: Any = {
        "consent": True,
        "source_risk": "low",
        "introduced_by": "none",
        "area": cast.north,
    }
    identity = {"person": "Nyandeng Invented", "phone": "+000 555 0100"}
    return add_contact(fields, identity, by=standing_of(cast.hofo, cast.mission))


def tell_reprisal(browser: Any, **said: Any) -> Any:
    form = {"id": str(uuid4()), "words": "WATCHEDHOUSE since the visit", "danger_now": "true"}
    return browser.post(f"{REPRISALS}report/", form | said)


def test_what_nobody_knows_is_not_taken_for_safe_and_what_was_seen_afterwards_is_asked(
    cast: Cast, sign_in: Any
) -> None:
    office = sign_in(cast.hofo)
    check = write_check(office, cast, traced="no", drawn="no")
    here = f"{CHECKS}{check.pk}/"
    sent = {"decision": "go", "version": check.version}
    assert "nobody knows" in office.post(f"{here}decide/", sent).content.decode()
    careful = {"decision": "care", "version": check.version}
    assert "not written" in office.post(f"{here}decide/", careful).content.decode()
    edited = {
        "kind": "visit",
        "what": check.what,
        "on": check.on.isoformat(),
        "area": cast.north.pk,
        "classification": 1,
        "traced": "no",
        "drawn": "no",
        "precautions": "Every household is met, in no order",
        "version": check.version,
    }
    office.post(f"{here}edit/", edited)
    assert office.post(f"{here}decide/", careful | {"version": 2}).status_code == 302
    check.refresh_from_db()
    assert check.decision == "care" and check.decided_post
    assert check.watch_until == make.TODAY + timedelta(days=14)
    HarmCheck.objects.update(watch_until=make.TODAY - timedelta(days=1))
    assert "nobody said what was seen" in office.get(here).content.decode()
    listed = sign_in(cast.adviser).get(f"{CHECKS}?unwatched=1").content.decode()
    assert "Visit to the market" in listed
    office.post(f"{here}watch/", {"words": "Nobody asked about it", "version": check.version})
    assert "nobody said what was seen" not in office.get(here).content.decode()


def test_an_office_checks_an_act_at_a_place_of_its_area(cast: Cast, sign_in: Any) -> None:
    place = make.place(cast.mission, "Bel", area=cast.north, classification=0)
    office = sign_in(cast.hofo)
    form = squeezed(office.get(f"{CHECKS}new/").content.decode())
    assert f'value="{cast.north.pk}" selected' in form, "its own area stands there"
    check = write_check(office, cast, place=str(place.pk), area="")
    assert check.area == cast.north, "the place says which area, where nobody chose one"
    sent = {"decision": "stop", "why": "Somebody counts who comes", "version": check.version}
    office.post(f"{CHECKS}{check.pk}/decide/", sent)
    listed = squeezed(office.get(CHECKS).content.decode())
    assert "nothing to watch" in listed and "two weeks after" not in listed
    page = squeezed(office.get(f"{CHECKS}{check.pk}/").content.decode())
    assert "Decision:" in page and "decided why:" not in page, "the history names fields as people"
    assert "Watched until" not in page, "what did not go ahead is not watched"


def test_a_check_takes_no_words_of_a_compartment(cast: Cast, sign_in: Any) -> None:
    office = sign_in(cast.hofo)
    check = write_check(office, cast)
    seen = {"words": "Two women were raped after the visit", "version": check.version}
    answer = office.post(f"{CHECKS}{check.pk}/watch/", seen, follow=True)
    assert "belong to a compartment" in squeezed(answer.content.decode())
    refused = {"decision": "stop", "why": "A girl raped there", "version": check.version}
    answer = office.post(f"{CHECKS}{check.pk}/decide/", refused, follow=True)
    assert "belong to a compartment" in squeezed(answer.content.decode())
    check.refresh_from_db()
    assert not check.decision and not check.watched


def test_a_reprisal_stops_our_contact_at_once_and_what_comes_in_stays_open(
    cast: Cast, sign_in: Any
) -> None:
    contact = contact_of(cast)
    check = write_check(sign_in(cast.hofo), cast)
    told = tell_reprisal(sign_in(cast["field_reporter"]), named=contact.pseudonym, harm_check="")
    assert "human rights takes over" in told.content.decode()
    assert tell_reprisal(sign_in(cast.hofo), harm_check=str(check.pk)).status_code == 200
    reprisal = Reprisal.objects.get(subject=contact.subject)
    office = standing_of(cast.hofo, cast.mission)
    with pytest.raises(NotNow, match="paused"):
        record_test(contact, answered=True, by=office)
    here = f"/m/luma/network/{contact.pk}/"
    page = sign_in(cast.hofo).get(here).content.decode()
    assert "Outgoing contact is paused" in page and "eprisal" not in page.split("<main")[1]
    report = sign_in(cast["field_reporter"]).post(NEW, at_desk(source_phone="+000 555 0100"))
    assert report.status_code == 302, "what comes in is taken as ever"

    rights = sign_in(cast["human_rights"])
    assert "WATCHEDHOUSE" in rights.get(f"{REPRISALS}{reprisal.pk}/").content.decode()
    assert "None came in" not in rights.get(f"{CHECKS}{check.pk}/").content.decode()
    refused = rights.post(f"{REPRISALS}{reprisal.pk}/resume/", {})
    assert "was not asked" in refused.content.decode()
    rights.post(f"{REPRISALS}{reprisal.pk}/resume/", {"safe": "on"})
    assert not ContactPause.objects.filter(ended_at=None).exists()
    record_test(contact, answered=True, by=office)


def test_nobody_but_human_rights_finds_an_allegation_nor_a_trace_of_it(
    cast: Cast, sign_in: Any
) -> None:
    check = write_check(sign_in(cast.hofo), cast)
    pages = [CHECKS, f"{CHECKS}{check.pk}/", "/m/luma/search/?q=WATCHEDHOUSE"]
    who = ("analyst", "head_of_mission", "chief_of_staff", "women_protection_adviser", "custodian")
    browsers = {name: sign_in(cast[name]) for name in who}

    def seen() -> dict[str, Any]:
        return {
            f"{name} {page}": (answer.status_code, len(squeezed(answer.content.decode())))
            for name, browser in browsers.items()
            for page in pages
            for answer in [browser.get(page)]
        }

    before = seen()
    tell_reprisal(sign_in(cast["unit_commander"]), harm_check="")
    tell_reprisal(sign_in(cast.hofo), harm_check=str(check.pk))
    assert seen() == before
    for browser in browsers.values():
        page = browser.get("/m/luma/audit/").content.decode()
        assert "eprisal" not in page.split("<tbody", 1)[-1]
    reprisal = Reprisal.objects.first()
    assert reprisal is not None
    for browser in (*browsers.values(), sign_in(cast.hofo), sign_in(cast.chen)):
        assert browser.get(REPRISALS).status_code == 404
        assert browser.get(f"{REPRISALS}{reprisal.pk}/").status_code == 404
    told = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert "WATCHEDHOUSE" not in told
    assert all_versions(Reprisal)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM safeguards_reprisal")
        assert all(b"WATCHED" not in bytes(row[0]) for row in cursor.fetchall())


def test_a_contact_lapses_unless_the_person_confirms_it(cast: Cast, sign_in: Any) -> None:
    contact, office = contact_of(cast), standing_of(cast.hofo, cast.mission)
    NetworkContact.objects.update(confirmed_on=make.TODAY - timedelta(days=90))
    contact.refresh_from_db()
    with pytest.raises(NotNow, match="lapsed"):
        record_test(contact, answered=True, by=office)
    browser = sign_in(cast.hofo)
    here = f"/m/luma/network/{contact.pk}/"
    assert "This contact lapsed" in browser.get(here).content.decode()
    browser.post(f"{here}confirm/", {"asked": "yes"})
    assert "This contact lapsed" not in browser.get(here).content.decode()


def test_consent_is_said_for_each_purpose_and_travels_with_the_incident(
    cast: Cast, sign_in: Any
) -> None:
    reporter, joc = sign_in(cast["field_reporter"]), sign_in(cast["joc_duty_officer"])
    told = reporter.post(NEW, at_desk(source_name="Nyandeng Invented"))
    report = FieldReport.objects.get()
    assert "never asked: not agreed" in reporter.get(told["Location"]).content.decode()
    form = {"id": str(uuid4()), "title": "Shots at the well", "harms": ["looting"]}
    joc.post(f"{LIST}{report.pk}/incident/", form)

    def exported() -> str:
        made = joc.get("/m/luma/export/incidents.csv")
        return b"".join(made.streaming_content if made.streaming else [made.content]).decode()

    assert "mission only" in exported()
    said = {"purpose": "public", "said": "agreed", "said_on": make.TODAY.isoformat()}
    here = f"{LIST}{report.pk}/consent/"
    assert reporter.post(here, said).status_code == 302
    assert "mission only" not in exported() and ",public," in exported()
    reporter.post(here, said | {"said": "withdrew"})
    assert "mission only" in exported()
    refused = reporter.post(here, said | {"said": "refused"})
    assert refused.status_code == 302 and report.state, "nothing that helps is stopped by a refusal"


def test_words_are_destroyed_in_time_unless_legal_affairs_holds_them(
    cast: Cast, sign_in: Any
) -> None:
    sign_in(cast["field_reporter"]).post(NEW, at_desk(what="OLDWORDS", source_name="Invented"))
    report = FieldReport.objects.get()
    longago = clock.now(cast.mission) - timedelta(days=1000)
    FieldReport.objects.update(state="closed", entered_at=longago)
    custodian, legal = sign_in(cast["custodian"]), sign_in(cast["legal_affairs"])
    assert str(report) in custodian.get(RETENTION).content.decode()
    legal.post(f"{RETENTION}hold/", {"why": "inquiry", "reference": "BOI/3", "named": ""})
    here = f"{RETENTION}words/reports/{report.pk}/"
    page = custodian.post(here, {"what": "destroy"}, follow=True).content.decode()
    assert "Legal Affairs holds" in page and "BOI/3" in page
    subject = Subject.objects.get()
    erased = custodian.post(
        f"/m/luma/vault/{subject.pk}/erase/", {"reason": "purpose_ended", "sure": "on"}
    )
    assert "Legal Affairs holds" in erased.content.decode()
    assert (
        custodian.post(f"{RETENTION}hold/", {"why": "claim", "reference": "x"}).status_code == 403
    )
    legal.post(f"{RETENTION}rule/", {"kept": "reports", "months": 60})
    assert 'id="due-reports"' not in custodian.get(RETENTION).content.decode()
    legal.post(f"{RETENTION}rule/", {"kept": "reports", "months": 12})
    for ended in legal.get(RETENTION).content.decode().split(f"{RETENTION}holds/")[1:]:
        legal.post(f"{RETENTION}holds/{ended[:36]}/end/")
    page = custodian.post(here, {"what": "destroy"}, follow=True).content.decode()
    assert "Destroyed." in page and str(report) in page
    shown = sign_in(cast["human_rights"]).get(f"{LIST}{report.pk}/").content.decode()
    assert "OLDWORDS" not in shown and "Words destroyed on" in shown


def test_what_an_oversight_body_reads_is_logged_outside_the_mission(
    cast: Cast, sign_in: Any
) -> None:
    sign_in(cast["auditor"]).get("/m/luma/audit/")
    standing = standing_of(cast["auditor"], cast.mission)
    trail.record("read", mission=cast.mission, by=standing.person, kind="timeline")
    line = AuditEntry.objects.get(chain=trail.OVERSIGHT, kind="timeline")
    assert line.mission is None and line.detail["mission"] == str(cast.mission.pk)
    shown = sign_in(cast["head_of_mission"]).get("/m/luma/audit/").content.decode()
    assert str(cast["auditor"]) not in shown.split("<main")[1]
    assert not trail.verify(trail.OVERSIGHT).broken
