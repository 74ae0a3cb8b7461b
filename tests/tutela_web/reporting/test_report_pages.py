"""Pages of a report: how many questions they ask, whom they refuse, programs and calendars."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document as read_docx
from pypdf import PdfReader

from tests.stories.telling import part
from tests.tutela_web import make
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.crisis.test_consent import lost
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import call, later
from tutela.base.errors import BadParameter
from tutela_web.access.devices import verbs
from tutela_web.access.models import Device, Mission
from tutela_web.access.policy import standing_of
from tutela_web.base import clock, jobs
from tutela_web.base.models import Job
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.reporting.drafting.verbs import WantedEdition, correct_report, open_report
from tutela_web.reporting.editions.queries import duty_calendar, product_of
from tutela_web.reporting.filling.fill_job import fill_edition
from tutela_web.reporting.models import ReportEdition
from tutela_web.sharing.queries import content_for

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

FRIDAY = make.TODAY + timedelta(days=4)
MOST = {"": 36, "{report}/": 30, "parts/{part}/": 41, "{report}/figures/incidents/": 22}
"""Queries of each page: no more of them with more records."""


def _world() -> tuple[Cast, ReportEdition]:
    cast = assemble()
    for number in range(8):
        make.incident(cast.mission, f"Attack {number}", area=cast.north)
    adviser = standing_of(cast.adviser, cast.mission)
    report = open_report(WantedEdition("weekly_poc", FRIDAY), by=adviser, now=False)
    return cast, fill_edition(report, by=cast.adviser)


@pytest.fixture(scope=once_a_file)
def world(build_once: Callable[[Any], Any]) -> tuple[Cast, ReportEdition]:
    made: tuple[Cast, ReportEdition] = build_once(_world)
    return made


def _paths(report: ReportEdition) -> dict[str, str]:
    part = report.parts.get(key="unknown")
    return {
        name: f"/m/luma/reporting/{name.format(report=report.pk, part=part.pk)}" for name in MOST
    }


def test_pages_ask_no_more_than_they_did(world: tuple[Cast, ReportEdition], sign_in: Any) -> None:
    cast, report = world
    client = sign_in(cast.adviser)
    for name, path in _paths(report).items():
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= MOST[name], (name, len(asked))


def test_a_flash_report_begun_among_reports_is_the_one_of_its_alert(
    world: tuple[Cast, ReportEdition], client: Client, sign_in: Any
) -> None:
    """From wherever it is begun it says what the alert does, and no month of other things."""
    cast, _report = world
    make.incident(cast.mission, "Attack elsewhere", area=cast.north)
    alert = call(cast, act="threat to burn the village", how_many=60)
    officer = sign_in(cast["poc_adviser"])
    new = "/m/luma/reporting/new/"
    sent = {"product": "flash", "due": str(FRIDAY), "about": ""}
    refused = officer.post(new, sent)
    assert refused.status_code == 400 and "issued from its alert" in refused.content.decode()
    begun = officer.post(new, sent | {"about": str(alert.pk)})
    assert begun.headers["Location"] == f"/m/luma/alerts/{alert.pk}/flash/#next"
    page = sign_in(cast["joc_duty_officer"]).get(f"/m/luma/alerts/{alert.pk}/flash/")
    first = page.context["form"].initial["facts"]
    assert "threat to burn the village" in first and "60" in first and "elsewhere" not in first
    assert not ReportEdition.objects.filter(product="flash").exists()
    _device, token = verbs.make(cast.adviser, name="desk")
    answer = client.post(
        "/api/v1/missions/luma/reports",
        {"product": "flash", "due": str(FRIDAY), "about": str(alert.pk)},
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {token}",
    )
    assert answer.status_code == 400 and "issued from its alert" in answer.content.decode()


def test_who_reads_no_reports_and_another_mission_find_nothing(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, report = world
    for who in ("unit_commander", "partner", "chen"):
        for path in _paths(report).values():
            assert sign_in(cast[who]).get(path).status_code == 404, (who, path)
    assert sign_in(cast.boris).post(f"/m/luma/reporting/{report.pk}/fill/").status_code == 403


def test_a_program_lists_reads_and_drafts_reports(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, report = world
    client = sign_in(cast.adviser)
    listed = client.get("/api/v1/missions/luma/reports").json()["results"]
    assert [one["product"] for one in listed] == ["weekly_poc"]
    told = client.get(f"/api/v1/missions/luma/reports/{report.pk}").json()
    assert {one["key"]: one["value"] for one in told["figures"]}["incidents"] == 8
    sent = {"product": "daily", "due": make.TODAY.isoformat()}
    _device, token = verbs.make(cast.adviser, opens=Device.Opens.API, name="desk")
    client = Client(headers={"authorization": f"Bearer {token}"})
    drafted = client.post(
        "/api/v1/missions/luma/reports", sent, content_type="application/json"
    ).json()
    assert (drafted["state"], drafted["filling"]) == ("filling", "waiting")
    jobs.run(Job.objects.get(subject_id=drafted["id"]).pk)
    again = client.get(f"/api/v1/missions/luma/reports/{drafted['id']}").json()
    assert (again["state"], again["filling"]) == ("draft", "done")
    refused = client.post("/api/v1/missions/luma/reports", sent, content_type="application/json")
    assert refused.status_code == 409 or refused.status_code == 400, "one edition a day"


def test_the_calendar_of_an_office_holds_what_it_owes(
    world: tuple[Cast, ReportEdition], client: Any
) -> None:
    cast, _report = world
    _device, token = verbs.make(cast["human_rights"], opens=Device.Opens.CALENDAR, name="desk")
    words = client.get(f"/calendar/fora.ics?key={token}").content.decode().replace("\r\n ", "")
    assert "Weekly report on the protection of civilians" in words
    assert "Attack" not in words and "Luma" not in words


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "xlsx"])
def test_a_report_is_taken_away_in_each_form(
    form: str, world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, report = world
    answer = sign_in(cast.adviser).get(f"/m/luma/reporting/{report.pk}/report.{form}")
    assert answer.status_code == 200 and len(answer.content) > 1000
    assert str(report.pk) not in answer["Content-Disposition"]


def _lines(*rows: tuple[str, str]) -> dict[str, str]:
    """Lines of sections as the form of a product sends them, the last one first."""
    sent = {"section-TOTAL_FORMS": str(len(rows) + 1), "section-INITIAL_FORMS": "0"}
    for number, (heading, source) in enumerate(rows):
        of = {"order": str(10 * (len(rows) - number)), "heading": heading, "source": source}
        sent |= {f"section-{number}-{name}": value for name, value in of.items()}
    return sent


def test_a_mission_makes_a_report_of_its_own(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, _report = world
    client = sign_in(cast.adviser)
    assert "A report of the mission" in client.get("/m/luma/reporting/made/").content.decode()
    page = client.get("/m/luma/reporting/made/new/").content.decode()
    assert "harm to civilians by month" in page and "never goes outside" in page
    assert '<option value="poc_adviser" selected>' in page, "by the office of who makes it"
    asked = {
        "title": "Market days at risk",
        "audience": "partners",
        "ceiling": "unclassified",
        "layout": "trends",
        "language": "fr",
        "office": "poc_adviser",
        "clears_first": "jmac",
        "clears_then": "chief_of_staff",
        "due_rule": "weekly",
        "due_number": "2",
        "words": "400",
    }
    rows = [("", "harm_trends"), ("أسواق", "-"), ("قرى", "-"), ("", "caveats_used")]
    refused = client.post("/m/luma/reporting/made/new/", asked | _lines(*rows))
    assert refused.status_code == 400 and "stays inside" in refused.content.decode()
    assert "أسواق" in refused.content.decode(), "nothing is lost"
    refused = client.post("/m/luma/reporting/made/new/", asked | _lines(*rows[:3]))
    assert "lists single cases or small counts" in refused.content.decode()
    asked |= {"audience": "mission", "ceiling": "confidential"}
    sent = asked | _lines(*rows[:3])
    listed = client.post("/m/luma/reporting/made/new/", sent, follow=True).content.decode()
    assert "Market days at risk" in listed and "each week on Tuesday" in listed
    made = product_of(cast.mission, "market_days_at_risk")
    told = [(one.key, one.heading) for one in made.sections]
    assert [key for key, _heading in told] == ["now", "text", "text_2", "harm_trends"], (
        "whatever it is of, it begins with what is imminent or ongoing"
    )
    assert told[3][1].startswith("Atteintes"), "a blank heading is said in the report's language"
    sent = {"product": "market_days_at_risk", "due": (make.TODAY + timedelta(days=1)).isoformat()}
    drafted = client.post("/m/luma/reporting/new/", sent)
    edition = ReportEdition.objects.get(product="market_days_at_risk")
    jobs.run(Job.objects.get(subject_id=edition.pk).pk)
    page = client.get(drafted["Location"]).content.decode()
    assert "أسواق" in page and '<svg class="chart"' in page
    assert sign_in(cast.boris).get("/m/luma/reporting/made/new/").status_code == 403


def test_a_product_is_changed_line_by_line_and_the_rest_stays(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, _report = world
    client = sign_in(cast["chief_of_staff"])
    page = client.get("/m/luma/reporting/made/hom_brief/").content.decode()
    sent = dict(re.findall(r'name="(section-[^"]+)"[^>]*?value="([^"]*)"', page))
    for name, options in re.findall(
        r'<select name="(section-[^"]+)".*?>(.*?)</select>', page, re.S
    ):
        sent[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    sent = {name: unescape(value) for name, value in sent.items() if not name.endswith("-out")}
    before = product_of(cast.mission, "hom_brief")
    sent |= {"title": before.title, "words": "900", "due_number": "4", "cut_off": "16"}
    sent |= {"section-0-order": "25", "section-1-heading": "Risks, gravest first"}
    answer = client.post("/m/luma/reporting/made/hom_brief/", sent)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    after = product_of(cast.mission, "hom_brief")
    assert after.words == 900 and after.sections[1].key == before.sections[0].key
    assert after.sections[0].heading == "Risks, gravest first"
    kept = {one.key: replace(one, heading="") for one in after.sections}
    assert kept == {one.key: replace(one, heading="") for one in before.sections}


def test_a_chart_stands_on_paper_with_its_table(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, report = world
    here = f"/m/luma/reporting/{report.pk}/report"
    page = sign_in(cast.adviser).get(f"/m/luma/reporting/{report.pk}/").content.decode()
    assert page.count('<svg class="chart"') == 1, "as on the page of the edition"
    signed = sign_in(cast.adviser).get(f"{here}.pdf").content
    assert b"<pdfaid:part>2</pdfaid:part>" in signed, "still for the archive"
    words = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(signed)).pages)
    assert words.count("Dec 2018") == 2 and words.count("kind not known") == 2, "drawn, and listed"
    edited = read_docx(BytesIO(sign_in(cast.adviser).get(f"{here}.docx").content))
    pictures = [part for part in edited.part.package.parts if part.partname.endswith(".png")]
    alt = [one._inline.docPr.get("descr") for one in edited.inline_shapes]
    assert pictures and "Recorded attacks on civilians by month" in alt
    heads = [table.rows[0].cells[-1].text for table in edited.tables]
    assert "Dec 2018" in heads


def test_an_office_that_contributes_speaks_for_itself_alone(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, report = world
    here = f"/m/luma/reporting/{report.pk}/"
    client = sign_in(cast["human_rights"])
    page = client.get(here).content.decode()
    assert "Send to clearance" not in page and "Fill again" not in page, "of a text it cannot read"
    assert page.count("Nil return") == 1
    for act in ("fill/", "clearance/begin/", "drop/"):
        assert client.post(f"{here}{act}").status_code == 403, act
    own, other = (
        report.contributions.get(office=name) for name in ("human_rights", "child_protection")
    )
    nil = "/m/luma/reporting/contributions/{}/"
    assert client.post(nil.format(other.pk), {"do": "nil"}).status_code == 403
    assert client.post(nil.format(own.pk), {"do": "nil"}).status_code == 302
    called = sign_in(cast.adviser).post(nil.format(other.pk), {"do": "nil"}, follow=True)
    returns = part(called.content.decode(), "returns")
    own.refresh_from_db()
    assert returns.count("nil return") == 2 and own.post in returns, "who said it"


def test_who_opens_a_report_of_another_office_reads_it(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, _report = world
    adviser = standing_of(cast.adviser, cast.mission)
    opened = open_report(WantedEdition("daily", make.TODAY), by=adviser, now=False)
    daily = fill_edition(opened, by=cast.adviser)
    page = sign_in(cast.adviser).get(f"/m/luma/reporting/{daily.pk}/").content.decode()
    assert "not for your reading" not in page and "Send to clearance" in page
    assert (
        sign_in(cast["human_rights"]).post(f"/m/luma/reporting/{daily.pk}/drop/").status_code == 403
    )


def test_a_corrigendum_keeps_what_the_offices_gave(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, report = world
    office = report.contributions.get(office="human_rights")
    nil = f"/m/luma/reporting/contributions/{office.pk}/"
    assert sign_in(cast["human_rights"]).post(nil, {"do": "nil"}).status_code == 302
    ReportEdition.objects.filter(pk=report.pk).update(state="released", number=1)
    adviser = standing_of(cast.adviser, cast.mission)
    edition = correct_report(ReportEdition.objects.get(pk=report.pk), "Two more died.", by=adviser)
    kept = {one.office: one.state for one in edition.contributions.all()}
    assert kept == {one.office: one.state for one in report.contributions.all()}
    assert kept["human_rights"] == "nil"


def test_a_cover_note_says_of_which_text_it_is(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, report = world
    at = f"/m/luma/reporting/{report.pk}/report.docx"
    cover = sign_in(cast.adviser).get(f"{at}?what=cover")
    assert cover["Content-Disposition"] != sign_in(cast.adviser).get(at)["Content-Disposition"]
    words = [one.text for one in read_docx(BytesIO(cover.content)).paragraphs]
    assert any("edition 1" in one and "24 Dec 2018 to 30 Dec 2018" in one for one in words)


def test_how_alerts_were_answered_is_told_once(world: tuple[Cast, ReportEdition]) -> None:
    _cast, report = world
    told = [report.parts.get(key=key).filled["figures"] for key in ("alerts", "effect")]
    assert told[0] and told[1] and not set(told[0]) & set(told[1])


def test_what_a_report_for_partners_hid_stays_hidden_in_packets(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, _report = world
    adviser = standing_of(cast.adviser, cast.mission)
    make.incident(cast.mission, "Alone", area=cast.south, classification=0)
    asked = WantedEdition("cluster_trends", make.TODAY + timedelta(days=10))
    trends = fill_edition(open_report(asked, by=adviser, now=False), by=cast.adviser)
    ReportEdition.objects.filter(pk=trends.pk).update(state="released", number=1)
    for number in range(5):
        make.incident(cast.mission, f"More {number}", area=cast.south, classification=0)
    told = content_for(
        adviser, area=cast.south, since=trends.first, until=trends.last, with_hazards=False
    ).content
    [harm] = told["areas"][0]["harms"]
    assert harm["counts"] == [None], "six now, but the report and the packet would say: five more"
    hidden = trends.parts.get(key="trends").filled["hidden"]
    assert [cast.south.code, "killing", told["months"][0]] in hidden


def test_a_correction_for_those_outside_does_not_tell_by_one_more_what_became_known(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, _report = world
    adviser = standing_of(cast.adviser, cast.mission)
    for number in range(8):
        make.incident(cast.mission, f"Told {number}", area=cast.south, classification=0)
    asked = WantedEdition("cluster_trends", make.TODAY + timedelta(days=10))
    trends = fill_edition(open_report(asked, by=adviser, now=False), by=cast.adviser)
    ReportEdition.objects.filter(pk=trends.pk).update(state="released", number=1)
    make.incident(cast.mission, "One more", area=cast.south, classification=0)
    told = content_for(
        adviser, area=cast.south, since=trends.first, until=trends.last, with_hazards=False
    )
    [harm] = told.content["areas"][0]["harms"]
    assert harm["counts"] == [8] and told.held == 1


def test_a_part_that_names_a_closed_harm_is_saved_once_somebody_says_it_tells_of_no_case(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, report = world
    writer, here = sign_in(cast.adviser), report.parts.get(key="unknown")
    at = f"/m/luma/reporting/parts/{here.pk}/"
    case = "Three girls were raped near Akobo on Monday."
    typed = writer.post(f"{at}typed/", {"text": case, "version": here.version})
    assert typed.status_code == 400 and "kept in a compartment" in typed.json()["said"]
    refused = writer.post(at, {"text": case, "version": here.version})
    page = squeezed(refused.content.decode())
    assert (
        refused.status_code == 400 and case in page and "No single case can be recognised" in page
    )
    general = "Sexual violence at checkpoints goes on in two states."
    said = {"text": general, "version": here.version, "general": "on"}
    assert writer.post(at, said).status_code == 302
    here.refresh_from_db()
    assert here.text == general and here.general_by
    assert "says that no single case can be recognised" in squeezed(writer.get(at).content.decode())
    more = {"text": f"{general}\nMore of it by night.", "version": here.version}
    assert writer.post(f"{at}typed/", more).status_code == 200
    ours = {"text": f"{general}\nPeacekeepers raped a girl.", "version": here.version + 1}
    assert writer.post(f"{at}typed/", ours).status_code == 400  # misconduct, whatever was said
    remark = writer.post(f"{at}comment/", {"body": "A peacekeeper raped her."})
    assert remark.status_code == 400


def test_what_goes_outside_counts_whole_months_that_are_over(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, _report = world
    adviser = standing_of(cast.adviser, cast.mission)
    due = make.TODAY - timedelta(days=2)
    late = WantedEdition("council_briefing", due, date(2018, 10, 1), date(2018, 11, 28))
    with pytest.raises(BadParameter, match="whole months that are over"):
        open_report(late, by=adviser, now=False)
    own = open_report(WantedEdition("council_briefing", due), by=adviser, now=False)
    assert (own.first, own.last) == (date(2018, 11, 1), date(2018, 11, 30))


def test_a_report_made_no_more_is_owed_by_nobody_and_what_was_released_is_read(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, report = world
    client, adviser = sign_in(cast["chief_of_staff"]), standing_of(cast.adviser, cast.mission)
    begun = open_report(WantedEdition("weekly_poc", FRIDAY + timedelta(days=7)), by=adviser)
    ReportEdition.objects.filter(pk=report.pk).update(state="released", number=1)
    later(cast.mission, days=12)
    title = "Weekly report on the protection of civilians"
    assert "weekly_poc" in {
        one.duty.product for one in duty_calendar(standing_of(cast.adviser, cast.mission)).overdue
    }
    end = "/m/luma/reporting/made/weekly_poc/end/"
    assert end in client.get("/m/luma/reporting/made/weekly_poc/").content.decode()
    assert client.post(end, {"why": " "}).status_code == 400
    listed = client.post(end, {"why": "The daily tells it"}, follow=True).content.decode()
    ended = part(listed, "ended")
    assert title in ended and "The daily tells it" in ended and "chief of staff" in ended
    calendar = duty_calendar(standing_of(cast.adviser, cast.mission))
    assert "weekly_poc" not in {one.duty.product for one in calendar.duties}
    assert title not in part(client.get("/m/luma/reporting/").content.decode(), "ahead")
    begun.refresh_from_db()
    assert begun.due_at is None and begun.state != "dropped"
    kept = sign_in(cast.adviser).get(f"/m/luma/reporting/{report.pk}/")
    assert kept.status_code == 200 and "killed" in kept.content.decode()
    assert sign_in(cast.adviser).get(f"/m/luma/reporting/{report.pk}/report.pdf").status_code == 200
    sent = {"product": "weekly_poc", "due": FRIDAY.isoformat()}
    assert client.post("/m/luma/reporting/new/", sent).status_code == 400
    again = "/m/luma/reporting/made/weekly_poc/resume/"
    assert sign_in(cast.boris).post(again).status_code == 403
    client.post(again)
    calendar = duty_calendar(standing_of(cast.adviser, cast.mission))
    owed = [one for one in calendar.duties if one.duty.product == "weekly_poc"]
    assert owed and not [one for one in owed if one.state == "overdue"], "from today alone"


def test_the_brief_to_the_head_of_mission_begins_with_consent_that_is_lost(
    world: tuple[Cast, ReportEdition],
) -> None:
    """F1: a brief drafted while strategic consent was lost said no word of it. The Council's does
    not say it: who tells the Council is the Head of Mission."""
    cast, _report = world
    lost(cast, kind="strategic")
    told = {}
    for key in ("hom_brief", "council_briefing"):
        wanted = WantedEdition(key, make.TODAY)
        opened = open_report(wanted, by=standing_of(cast.adviser, cast.mission), now=False)
        parts = fill_edition(opened, by=cast.adviser).parts.values_list("filled", flat=True)
        told[key] = json.dumps(list(parts), ensure_ascii=False)
    said = "Consent of the host state is lost: strategic consent"
    assert said in told["hom_brief"] and said not in told["council_briefing"]


def test_a_briefing_to_the_council_names_no_place_that_nobody_protects(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, _report = world
    adviser = standing_of(cast.adviser, cast.mission)
    for name, latitude in (("Bare Ford", 7.1), ("Tall Palm", 7.6)):  # no line is for both
        place = make.place(cast.mission, name, area=cast.north, latitude=latitude)
        long_ago = {"agreed_at": clock.now(cast.mission) - timedelta(days=200)}
        risk = make.risk(cast.mission, place, by=cast.amina, **long_ago)
    line: Any = {"risk": risk, "activity": "interposition", "phase": "response"}
    make_lines([line | {"classification": 0}], by=adviser)
    told = {}
    for key in ("council_briefing", "sg_input", "hom_brief"):
        opened = open_report(WantedEdition(key, make.TODAY), by=adviser, now=False)
        edition = fill_edition(opened, by=cast.adviser)
        rows = edition.parts.values_list("suggested", "filled")
        told[key] = json.dumps(list(rows), ensure_ascii=False)
    assert "Bare Ford" in told["hom_brief"], "who decides in the mission reads where"
    assert "Bare Ford" not in told["council_briefing"]
    hotspot = json.loads(told["sg_input"])
    named = [one["words"] for part, _ in hotspot for one in part if "Bare Ford" in one["words"]]
    assert named and not [one for one in named if "able unit" in one or "matrix" in one], (
        "Headquarters reads of a hotspot, and not who could come"
    )
    assert "1 of 2 priority risks has no activity in the matrix." in told["council_briefing"]
    assert "Tall Palm" not in told["council_briefing"], "only a response is planned there"
    assert "only a response is planned" in told["council_briefing"]


def test_the_highlights_of_a_day_agree_with_the_board_and_with_its_figures(
    world: tuple[Cast, ReportEdition], sign_in: Any
) -> None:
    cast, _report = world
    mission = Mission.objects.get(pk=cast.mission.pk)  # others moved the clock of the one there
    boma, luma = (make.place(cast.mission, name, area=cast.north) for name in ("Boma", "Luma"))
    today: dict[str, Any] = {"area": cast.north, "killed": None, "event_from": make.TODAY}
    flight = today | {"place": boma, "harms": ["mass flight"], "displaced": 1550}
    make.incident(mission, "Many on the road", **flight)
    make.incident(mission, "A threat", place=luma, harms=[], **today)
    desk = sign_in(cast["joc_duty_officer"])
    for number, level in enumerate(("imminent", "ongoing", "warning")):
        sent = {"id": f"{number:032x}", "channel": "call", "level": level, "place": luma.pk}
        sent |= {"place_said": "Luma", "act": "fire"}
        assert desk.post("/m/luma/alerts/new/", sent).status_code == 302
    later(mission, minutes=40)
    first = _draft_daily(mission, desk)
    assert "31 December in Boma: mass flight; 1550 people were displaced" in first
    assert "in Luma: an incident whose harm is not stated (reported)" in first
    assert "Field Office North: 1 incident." in first, "flight is a sign, and no attack"
    assert "recorded by the mission 1 " in first and "by human rights 0 of 1 " in first
    assert "alert was raised for Luma (Ongoing); it is open." in first
    assert "alert was raised for Luma (Imminent); it is open." in first
    _agrees_with_the_centre(desk, first)
    later(mission, hours=20)
    second = _draft_daily(mission, desk)
    assert "On 31 December an alert was raised for Luma (Ongoing)" in second, "it runs still"
    _agrees_with_the_centre(desk, second)


def _draft_daily(mission: Mission, desk: Client) -> str:
    sent = {"product": "daily", "due": clock.today(mission).isoformat()}
    drafted = desk.post("/m/luma/reporting/new/", sent)
    edition = ReportEdition.objects.get(product="daily", last=clock.today(mission))
    jobs.run(Job.objects.get(subject_id=edition.pk).pk)
    page = unescape(desk.get(drafted["Location"]).content.decode())
    return squeezed(re.sub(r"<[^>]+>", " ", page))


def _agrees_with_the_centre(desk: Client, daily: str) -> None:
    clocks = part(desk.get("/m/luma/joc/").content.decode(), "clocks")
    number = clocks.count("overdue")
    assert f"{number} open alerts are past a deadline now, whenever they were raised." in daily
