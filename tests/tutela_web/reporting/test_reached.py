"""Reports that reach their reader: a panel's question with its receipt, a country's briefing and
the duty it meets, what the mission lacks, what may be published, a visit of the Council."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.stories.telling import Telling, part
from tests.stories.test_reports import accept_all, draft, sign, work
from tests.tutela_web import make
from tests.tutela_web.accountability.test_accountability_kind import violation
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.reporting.test_asks import cable
from tutela_web.access.models import Person
from tutela_web.access.policy import standing_of
from tutela_web.accountability.models import Violation
from tutela_web.capacity.readiness.kinds import CONTRIBUTOR
from tutela_web.mandate.models import Resolution
from tutela_web.programme.measures.duty_kind import REPORT_DUTY
from tutela_web.programme.measures.models import ReportDuty
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.reporting.drafting.verbs import lacking, leave_part_out
from tutela_web.reporting.editions.queries import duty_calendar
from tutela_web.reporting.filling import published
from tutela_web.reporting.models import CouncilVisit, ReportEdition, ReportPart, ReportRequest
from tutela_web.reporting.reached.audience import by_audience
from tutela_web.reporting.reached.consultation_kind import REPORT_CONSULTATION
from tutela_web.reporting.reached.council_kinds import (
    COUNCIL_FOLLOW_UP,
    COUNCIL_STOP,
    COUNCIL_VISIT,
)

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]
VISITED = {
    "who": "Members of the Security Council",
    "first": make.TODAY - timedelta(days=2),
    "last": make.TODAY,
    "asked": "Why the ferry is not guarded",
    "said": "There are two boats for four ferries",
    "classification": 1,
}


@pytest.fixture
def tell(cast: Cast, sign_in: Callable[[Any], Any]) -> Telling:
    return Telling(cast, sign_in)


class ByDrafters(KindTests):
    """What who drafts reports records, and the Head of Mission reads."""

    kind = REPORT_CONSULTATION

    def writer_of(self, cast: Cast) -> Person:
        return cast.adviser

    def reader_of(self, cast: Cast) -> Person:
        return cast["head_of_mission"]


class TestConsultation(ByDrafters):
    kind = REPORT_CONSULTATION
    values = {  # noqa: RUF012
        "step": "consulted",
        "partner_said": "OCHA",
        "on": make.TODAY,
        "put_in": "Families at the ferry",
        "left_open": "How many are displaced",
    }
    changes = {"left_open": "How many are displaced, and where"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _cable(self, cast: Cast) -> None:
        self.cable = cable(cast)

    def parent(self, cast: Cast) -> Any:
        return self.cable


class TestCouncilVisit(ByDrafters):
    kind = COUNCIL_VISIT
    values = VISITED
    changes = {"openings": "They will ask for a boat"}  # noqa: RUF012


class BesideVisit(ByDrafters):
    @pytest.fixture(autouse=True)
    def _visit(self, cast: Cast) -> None:
        self.visit = create_record(
            COUNCIL_VISIT, VISITED, by=standing_of(cast.adviser, cast.mission)
        )

    def parent(self, cast: Cast) -> Any:
        return self.visit


class TestCouncilStop(BesideVisit):
    kind = COUNCIL_STOP
    values = {"on": make.TODAY, "met": "Women of the market", "said": "They cross at dawn"}  # noqa: RUF012
    changes = {"met": "Women of the market, elders"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _place(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        place = make.place(cast.mission, "Luma", area=cast.north)
        monkeypatch.setattr(type(self), "values", dict(self.values) | {"place": place})


class TestCouncilFollowUp(BesideVisit):
    kind = COUNCIL_FOLLOW_UP
    values = {"what": "Send the table of ferries", "due": make.TODAY}  # noqa: RUF012
    changes = {"what": "Send the table of ferries and boats"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _owner(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        owner = cast["chief_of_staff"].holdings.get().post
        monkeypatch.setattr(type(self), "values", dict(self.values) | {"owner": owner})


def release(tell: Telling, report: ReportEdition, *chain: str) -> None:
    """Every part that waits is accepted, and the chain signs."""
    accept_all(tell, report)
    for who in chain:
        accept_all(tell, report, who)
    page = tell.fill("poc_adviser", f"reporting/{report.pk}/", to="clearance/begin/")
    assert "cannot go to clearance" not in page, page[:2000]
    for who in chain:
        sign(tell, who, report)


def drafted(tell: Telling, product: str, due: date, **more: Any) -> ReportEdition:
    tell.fill("poc_adviser", "reporting/new/", product=product, due=due.isoformat(), **more)
    work()
    return ReportEdition.objects.get(product=product, state="draft")


def test_a_panels_question_is_answered_released_and_received(tell: Telling) -> None:
    asked = {
        "product": "expert_panel_input",
        "asked_by": "Panel of Experts",
        "asked_on": make.TODAY.isoformat(),
        "due": (make.TODAY + timedelta(days=14)).isoformat(),
        "what": "Which roads carried arms to the north?",
        "classification": "1",
    }
    tell.fill("poc_adviser", "reporting/asked-for/new/", **asked)
    question = ReportRequest.objects.get()
    here = f"reporting/asked-for/{question.pk}/"
    assert "no report was begun since" in part(tell.page("poc_adviser", here), "answered")

    report = drafted(tell, "expert_panel_input", make.TODAY)
    assert "Which roads carried arms" in tell.page("poc_adviser", f"reporting/{report.pk}/")
    assert "draft" in part(tell.page("poc_adviser", here), "answered")
    words = report.parts.get(key="information")
    tell.fill("poc_adviser", f"reporting/parts/{words.pk}/", text="The road by Koro, in May.")
    release(tell, report, "human_rights", "chief_of_staff", "head_of_mission")
    page = tell.page("poc_adviser", f"reporting/{report.pk}/")
    assert "Head of Mission" in part(page, "release"), "the steps with their days"
    given = {
        "given": "The road by Koro",
        "given_on": make.TODAY.isoformat(),
        "given_marking": "Confidential",
        "edition": str(report.pk),
    }
    tell.fill("poc_adviser", f"{here}edit/", **given)
    assert "Panel of Experts" in part(tell.page("analyst", f"reporting/{report.pk}/"), "asked-by")
    tell.fill("poc_adviser", f"reporting/{report.pk}/", to="give/", addressee="Panel of Experts")
    assert "no receipt yet" in part(tell.page("poc_adviser", here), "answered")
    tell.fill("poc_adviser", f"reporting/{report.pk}/", to="receipts/")
    told = part(tell.page("poc_adviser", here), "answered")
    assert "given to" in told and "Panel of Experts" in told and "received" in told


def owe(cast: Cast, title: str, product: str, **fields: Any) -> ReportDuty:
    by = standing_of(cast.adviser, cast.mission)
    said = {"to": "other", "title": title, "office": "POC adviser", "classification": 0}
    duty = create_record(REPORT_DUTY, said | fields, by=by)
    ReportDuty.objects.filter(pk=duty.pk).update(product=product)
    return duty  # type: ignore[no-any-return]


def test_a_briefing_by_country_meets_the_duty_to_that_country_and_no_other(tell: Telling) -> None:
    cast = tell.cast
    by = standing_of(cast["chief_of_staff"], cast.mission)
    known = {"checked_on": make.TODAY, "classification": 1}
    karuna, oro = (
        create_record(CONTRIBUTOR, known | {"name": name}, by=by) for name in ("Karuna", "Oro")
    )
    due = make.TODAY + timedelta(days=1)
    first = owe(cast, "To Karuna", "contributors_briefing", contributor=karuna, due=due)
    other = owe(cast, "To Oro", "contributors_briefing", contributor=oro, due=due)
    owed = tell.page("poc_adviser", "reporting/audiences/")
    assert "Karuna" in owed and "Oro" in owed and "none released yet" in owed
    report = drafted(tell, "contributors_briefing", due, contributor=str(karuna.pk))
    assert "Karuna" in report.title
    page = tell.page("poc_adviser", f"reporting/{report.pk}/")
    assert "In which area its units serve is not on record" in part(page, "areas")
    assert "what lacks is not known" in part(page, "shortfalls")
    release(tell, report, "force_commander", "police_commander", "chief_of_staff")
    assert [one.duty_id for one in report.duties_met.all()] == [first.pk]
    assert not other.made.exists(), "Oro has not been briefed"
    assert "To Karuna" in part(tell.page("poc_adviser", f"reporting/{report.pk}/"), "duties-met")
    made = part(tell.page("poc_adviser", f"strategy/reports/{first.pk}/"), "made")
    assert f"/m/luma/reporting/{report.pk}/" in made, "from the duty to the report"
    assert f"/m/luma/reporting/{report.pk}/" in tell.page("analyst", "reporting/audiences/")
    sent = {"product": "weekly_poc", "due": due.isoformat(), "contributor": str(oro.pk)}
    answer = tell.by("poc_adviser").post("/m/luma/reporting/new/", sent)
    assert answer.status_code == 400 and b"for no single contributor" in answer.content


def ahead(tell: Telling) -> str:
    """What the page of reports says lies ahead."""
    return part(tell.page("poc_adviser", "reporting/"), "ahead")


def offered(product: str, due: date) -> str:
    """The link by which the page offers to draft what is due on a day."""
    return f"product={product}&due={due.isoformat()}"


def test_the_brief_to_the_expert_group_follows_the_renewal(tell: Telling) -> None:
    cast = tell.cast

    def ends(symbol: str, until: date, **more: Any) -> Resolution:
        made = Resolution(symbol=symbol, text="Protect civilians", until=until, **more)
        return records.create(made, mission=cast.mission, by=None)

    def days() -> list[date]:
        calendar = duty_calendar(standing_of(cast.adviser, cast.mission), make.TODAY, last)
        owed = (one.duty for one in calendar.duties if one.duty.product == "ieg_brief")
        return sorted({duty.due.date() for duty in owed if not duty.step})

    last = make.TODAY + timedelta(days=500)
    old = ends("S/RES/1", make.TODAY + timedelta(days=60))
    assert days() == [make.TODAY + timedelta(days=15)]
    brief = offered("ieg_brief", make.TODAY + timedelta(days=15))
    assert brief in ahead(tell)
    ends("S/RES/2", make.TODAY + timedelta(days=425), supersedes=old)
    assert days() == [make.TODAY + timedelta(days=380)], "not on the old day any more"
    assert brief not in ahead(tell)


def test_a_long_cycle_and_thematic_reports_stand_in_the_calendar_by_their_duties(
    tell: Telling,
) -> None:
    cast = tell.cast

    def undated() -> set[str]:
        return {one.key for one in duty_calendar(standing_of(cast.adviser, cast.mission)).undated}

    assert {"poc_18_months", "thematic_input"} <= undated()
    soon = make.TODAY + timedelta(days=20)
    owe(cast, "Protection of civilians in armed conflict", "poc_18_months", due=soon)
    owe(cast, "Children and armed conflict", "thematic_input", due=soon)
    owe(cast, "Women, peace and security", "thematic_input", due=soon + timedelta(days=9))
    assert not {"poc_18_months", "thematic_input"} & undated()
    calendar = duty_calendar(standing_of(cast.adviser, cast.mission))
    days = {(one.duty.product, one.duty.due.date()) for one in calendar.duties if not one.duty.step}
    assert {("poc_18_months", soon), ("thematic_input", soon)} <= days
    assert ("thematic_input", soon + timedelta(days=9)) in days
    assert offered("poc_18_months", soon) in ahead(tell)


def test_a_briefing_to_the_council_is_not_cleared_while_it_hides_what_lacks(tell: Telling) -> None:
    report = draft(tell, "council_briefing", make.TODAY)
    adviser = standing_of(tell.cast.adviser, tell.cast.mission)
    short = ReportPart.objects.select_related("report").get(report=report, key="shortfalls")
    leave_part_out(short, "Not for this audience", by=adviser)
    assert not any("what the mission lacks" in str(why) for why in lacking(report)), "none is known"
    rows = {"columns": ["Effect", "Short"], "rows": [["Guard a ferry", "2"]], "refs": [[]]}
    ReportPart.objects.filter(pk=short.pk).update(filled={"table": rows})
    page = tell.page("poc_adviser", f"reporting/{report.pk}/")
    assert "what the mission lacks is left out: Capacity and shortfalls by effect" in page
    refused = tell.fill("poc_adviser", f"reporting/{report.pk}/", to="clearance/begin/")
    assert "what the mission lacks is left out" in refused


def test_a_draft_says_which_partners_were_consulted_and_what_they_leave_open(
    tell: Telling,
) -> None:
    here = f"reporting/{cable(tell.cast).pk}/"
    assert "OCHA" not in part(tell.page("poc_adviser", here), "consulted")
    tell.fill(
        "poc_adviser",
        f"{here}consulted/",
        step="consulted",
        partner_said="OCHA",
        on=make.TODAY.isoformat(),
        put_in="Families at the ferry",
        left_open="How many are displaced",
    )
    consulted = part(tell.page("head_of_mission", here), "consulted")
    assert "OCHA" in consulted and "Families at the ferry" in consulted
    assert "How many are displaced" in consulted


def test_a_public_report_holds_out_what_is_not_verified_or_not_agreed_to(
    tell: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = tell.cast
    on = {"on": date(2018, 11, 20)}
    incident = make.incident(cast.mission, "At the ford", area=cast.north)
    for number in range(6):
        violation(cast, reference=f"HR/{number}", incident=incident, **on)
    violation(cast, reference="HR/strict", incident=incident, classification=2, **on)
    violation(cast, reference="HR/closed mouth", **on)
    Violation.objects.all().update(status="verified")
    violation(cast, reference="HR/hearsay", **on)
    agreed: Callable[[Any, Any], dict[UUID, str]] = lambda _mission, found: dict.fromkeys(  # noqa: E731
        found, "public"
    )
    monkeypatch.setattr(published, "widest_consents", agreed)
    tell.fill(
        "human_rights",
        "reporting/new/",
        product="public_rights",
        due=make.TODAY.isoformat(),
        first="2018-11-01",
        last="2018-11-30",
    )
    work()
    here = f"reporting/{ReportEdition.objects.get().pk}/"
    page = tell.page("human_rights", here)
    material = part(page, "material")
    assert "6" in material and "HR/" not in material
    held = part(page, "held-out")
    assert "not verified by human rights 1" in held
    assert "no consent to publication on record 1" in held
    assert "strictly confidential 1" in held
    assert 'id="held-out"' not in tell.page("head_of_mission", here)
    assert "given to the host state before its release" in part(page, "consulted")
    tell.fill(
        "human_rights",
        f"{here}consulted/",
        partner_said="Ministry of Justice",
        step="host",
        on=make.TODAY.isoformat(),
    )
    page = tell.page("human_rights", here)
    assert "human rights headquarters has seen it" in part(page, "consulted")
    assert "given to the host state before its release" in part(page, "release")


def test_a_visit_of_the_council_keeps_what_was_asked_and_what_follows(tell: Telling) -> None:
    place = make.place(tell.cast.mission, "Luma", area=tell.cast.north)
    told = {name: str(value) for name, value in VISITED.items()}
    tell.fill("poc_adviser", "reporting/council-visits/new/", **told)
    visit = CouncilVisit.objects.get()
    here = f"reporting/council-visits/{visit.pk}/"
    stop = {"place": str(place.pk), "on": str(make.TODAY), "met": "Women of the market"}
    tell.fill("poc_adviser", f"{here}stop/", **stop)
    owner = tell.cast["chief_of_staff"].holdings.get().post
    due = str(make.TODAY - timedelta(days=1))
    tell.fill(
        "poc_adviser", f"{here}follow-up/", what="Send the table", owner=str(owner.pk), due=due
    )
    page = tell.page("head_of_mission", here)
    assert "Women of the market" in part(page, "programme")
    assert "overdue" in part(page, "follow-ups") and "two boats for four ferries" in page
    follow_up = visit.follow_ups.get()
    tell.fill(
        "poc_adviser",
        f"reporting/council-follow-ups/{follow_up.pk}/",
        to="end/",
        came_of="Sent to New York",
    )
    assert "Sent to New York" in part(tell.page("analyst", here), "follow-ups")


def test_the_calendar_has_the_next_of_each_however_far_ahead(tell: Telling) -> None:
    """F4: a mandate renewed by a year took its brief out of the calendar, and "Reports by audience"
    said that no day was set; a duty of May did the same."""
    cast = tell.cast
    far, later = make.TODAY + timedelta(days=425), make.TODAY + timedelta(days=200)
    made = Resolution(symbol="S/RES/7", text="Protect civilians", until=far)
    records.create(made, mission=cast.mission, by=None)
    owe(cast, "Protection of civilians in armed conflict", "poc_18_months", due=later)
    by = standing_of(cast.adviser, cast.mission)
    own = [one.duty for one in duty_calendar(by).duties if not one.duty.step]
    due = {one.product: one.due.date() for one in own}
    brief = far - timedelta(days=45)
    assert (due["ieg_brief"], due["poc_18_months"]) == (brief, later)
    assert len([one for one in own if one.product == "ieg_brief"]) == 1, "the next, and no other"
    assert offered("ieg_brief", brief) in ahead(tell)
    rows = {row.product: row.due for one in by_audience(by) for row in one.rows}
    assert (rows["ieg_brief"], rows["poc_18_months"]) == (brief, later)
