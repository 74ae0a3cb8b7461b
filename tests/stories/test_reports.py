"""From Monday's draft to Friday's signed weekly report: domain reference, W1 step 8 and W3. All
through pages; every figure recounted from the database; invented names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from click.testing import CliRunner
from docx import Document as read_docx

from tests.stories.telling import Telling, part
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.base import jobs
from tutela_web.base.models import Job
from tutela_web.cli.report import report as command
from tutela_web.incidents.models import Event, Incident, Verification
from tutela_web.programme.measures.models import ReportDuty
from tutela_web.records import verbs as records
from tutela_web.reporting.models import ReportEdition, ReportPart
from tutela_web.warning.models import Alert

MONDAY, SUNDAY = date(2018, 12, 24), date(2018, 12, 30)
FRIDAY = date(2019, 1, 4)


@pytest.fixture
def tell(cast: Cast, sign_in: Callable[[Any], Any]) -> Telling:
    return Telling(cast, sign_in)


def work() -> None:
    """The worker does what waits."""
    for job in Job.objects.filter(state=Job.State.WAITING):
        jobs.run(job.pk)


def happen(tell: Telling) -> None:
    """A week in Luma: three incidents of the mission, one in a file of others, one in the south
    before it."""
    mission, north, south = tell.cast.mission, tell.cast.north, tell.cast.south
    muta = make.place(mission, "Muta", area=north)
    make.incident(mission, "Attack on Muta", place=muta, area=north, killed=7)
    make.incident(mission, "Shots at the ford", area=north, killed=None)
    make.incident(
        mission,
        "Raid on the herd",
        area=north,
        killed=2,
        verification=Verification.VERIFIED,
        event_from=date(2018, 12, 30),
    )
    make.incident(mission, "Earlier raid", area=south, killed=3, event_from=date(2018, 12, 12))
    make.event(
        mission,
        make.batch(mission, by=tell.cast.amina),
        date_start=MONDAY,
        date_end=MONDAY,
        deaths=5,
    )
    tell.log(
        "joc_duty_officer", place=str(muta.pk), place_said="Muta", level="imminent", act="fire"
    )


def draft(tell: Telling, product: str = "weekly_poc", due: date = FRIDAY, **more: Any) -> Any:
    """The adviser drafts a report, and the worker fills it."""
    tell.fill("poc_adviser", "reporting/new/", product=product, due=due.isoformat(), **more)
    work()
    return ReportEdition.objects.get(product=product, due_at__date=due, corrects=None)


def owe_weekly(tell: Telling) -> None:
    """Section J owes a weekly report each Friday, and the weekly product answers it."""
    words = {"to": "mission", "title": "Weekly on the protection of civilians", "office": "POC"}
    due = {"due": FRIDAY.isoformat(), "every_days": "7"}
    tell.press("poc_adviser", "strategy/reports/new/", **words, **due, classification="0")
    duty = ReportDuty.objects.get()
    tell.fill("poc_adviser", "reporting/made/weekly_poc/", duties=[str(duty.pk)])


def accept_all(tell: Telling, report: ReportEdition, who: str = "poc_adviser") -> None:
    """Every part that waits is read and accepted on its page."""
    for one in ReportPart.objects.filter(report=report, compartment="").order_by("position"):
        here = f"reporting/parts/{one.pk}/"
        if "Accept these sentences" in tell.page(who, here):
            tell.fill(who, here, to="accept")


def sign(tell: Telling, who: str, report: ReportEdition, **said: Any) -> str:
    return tell.fill(who, f"reporting/{report.pk}/clearance/", to="sign", do="clear", **said)


def value_of(report: ReportEdition, key: str) -> float | None:
    """A figure of an edition, as it froze it."""
    return next(one["value"] for one in report.figures if one["key"] == key)


def recount() -> dict[str, int]:
    """Monday's figures, counted from the tables of the database and nothing else."""
    own = [
        one
        for one in Incident.objects.filter(merged_into=None, compartment="")
        if one.event_from and MONDAY <= one.event_from <= SUNDAY
    ]
    others = Event.objects.filter(date_end__range=(MONDAY, SUNDAY), superseded_batch=None)
    known = Alert.objects.filter(known_at__date__range=(MONDAY, SUNDAY), merged_into=None)
    return {
        "incidents": len(own),
        "incidents_verified": sum(one.verification == "verified" for one in own),
        "killed": sum(one.killed for one in own if one.killed is not None),
        "events": others.count(),
        "killed_events": sum(one.deaths or 0 for one in others),
        "alerts": known.count(),
        "alerts_closed": sum(not one.now.open for one in known),
        "areas_heard": len({one.area_id for one in own if one.area_id}),
    }


@pytest.mark.postgresql
def test_mondays_draft_is_fridays_signed_weekly_report(tell: Telling) -> None:
    tell.wait(days=-3)
    tell.log("joc_duty_officer", place_said="Muta", level="imminent", act="fire at the church")
    tell.wait(days=3)
    happen(tell)
    owe_weekly(tell)
    report = draft(tell)
    here = f"reporting/{report.pk}/"
    page = tell.page("poc_adviser", here)
    assert (report.first, report.last) == (MONDAY, SUNDAY)
    told = {one["key"]: one["value"] for one in report.figures}
    for key, number in recount().items():
        assert key not in told or told[key] == number, key
    assert "Not heard from in the period: Field Office South" in page
    assert "sentences wait to be accepted or rewritten" in page
    explained = tell.page("analyst", f"{here}figures/killed/")
    assert "Attack on Muta" in part(explained, "records")
    assert "Shots at the ford" not in part(explained, "records"), "it gives no number of dead"
    assert "records that give no number: 1" in part(explained, "left-out")

    gaps = ReportPart.objects.get(report=report, key="decisions")
    tell.fill("poc_adviser", f"reporting/parts/{gaps.pk}/", to="lease/", do="hold")
    tell.fill("poc_adviser", f"reporting/parts/{gaps.pk}/", text="More patrols at Muta by night.")
    refused = tell.fill("poc_adviser", here, to="clearance/begin/")
    assert "cannot go to clearance" in refused
    accept_all(tell, report)
    owed = report.contributions.get(office="human_rights")
    tell.press("human_rights", f"reporting/contributions/{owed.pk}/", do="nil")
    assert "nil return" in part(tell.page("chief_of_staff", here), "returns")

    tell.wait(days=4, hours=10)  # Friday, after the cut-off
    late = make.incident(tell.cast.mission, "Told on Friday", area=tell.cast.south, killed=1)
    records.edit(late, {"event_from": SUNDAY}, version=1, by=None)
    refused = tell.fill("poc_adviser", here, to="clearance/begin/")
    assert "older than the cut-off" in refused
    tell.fill("poc_adviser", here, to="fill/")
    work()
    accept_all(tell, report)
    tell.fill("poc_adviser", here, to="clearance/begin/")
    report.refresh_from_db()
    assert value_of(report, "incidents") == recount()["incidents"] == 4
    assert "not the one you read" in tell.press(
        "analyst", f"{here}clearance/sign/", do="clear", digest="0" * 64
    )
    assert "Your office signs next" not in tell.page("chief_of_staff", f"{here}clearance/")
    assert "Weekly report" in part(tell.page("analyst", "now/"), "to_sign"), "who signs is told"
    assert 'id="to_sign"' not in tell.page("chief_of_staff", "now/"), "not before the turn"
    sign(tell, "analyst", report, dissent="The south is worse than we say.")
    page = sign(tell, "chief_of_staff", report)
    assert "released as No. 1" in page, "who signs last is told what it did"
    report.refresh_from_db()
    assert (report.state, report.number) == ("released", 1) and report.late
    owed = part(tell.page("head_of_mission", "strategy/reports/"), "duties")
    assert "4 Jan 2019" in owed and "11 Jan 2019" in owed, "submitted by its release, due again"
    duty = ReportDuty.objects.get()
    assert "weekly_poc-luma-1-1" in part(
        tell.page("poc_adviser", f"strategy/reports/{duty.pk}/"), "made"
    )
    assert "Weekly report" not in part(tell.page("poc_adviser", "reporting/"), "overdue")
    assert "The south is worse" in part(page, "dissent")
    file = tell.by("poc_adviser").get(f"/m/luma/{here}report.docx").content
    paper = "\n".join(one.text for one in read_docx(BytesIO(file)).paragraphs)
    assert "More patrols at Muta" in paper and "The south is worse" not in paper
    tell.fill("head_of_mission", here, to="receive/")
    assert "received" in part(tell.page("poc_adviser", here), "receipts")
    closed = tell.by("poc_adviser").post(
        f"/m/luma/reporting/parts/{gaps.pk}/", {"text": "Other words.", "version": 9}
    )
    assert closed.status_code == 400, "what was released never changes"


def test_a_month_in_which_three_areas_did_not_report_is_not_quiet(tell: Telling) -> None:
    for code in ("east", "west"):
        make.area(tell.cast.mission, code)
    report = draft(tell, "monthly_trends", date(2019, 1, 5))
    assert value_of(report, "incidents") is None, "of what nobody heard, none is not zero"
    page = tell.page("poc_adviser", f"reporting/{report.pk}/")
    for name in ("North", "South", "East", "West"):
        assert f"Field Office {name}" in part(page, "unknown" if "unknown" in page else "trends")
    assert "not known" in part(page, "incidents") and "not heard from" in part(page, "areas")


def test_a_corrected_figure_moves_in_the_next_edition_and_says_so(tell: Telling) -> None:
    happen(tell)
    report = draft(tell)
    accept_all(tell, report)
    tell.wait(days=4, hours=10)
    tell.fill("poc_adviser", f"reporting/{report.pk}/", to="fill/")
    work()
    accept_all(tell, report)
    tell.fill("poc_adviser", f"reporting/{report.pk}/", to="clearance/begin/")
    report.refresh_from_db()
    sign(tell, "analyst", report)
    sign(tell, "chief_of_staff", report)

    raid = Incident.objects.get(title="Attack on Muta")
    records.edit(raid, {"killed": 11}, version=raid.version, by=tell.cast.amina)
    later = draft(tell, due=date(2019, 1, 11))
    changed = part(tell.page("analyst", f"reporting/{later.pk}/"), "changes")
    assert "People killed in these incidents 9 13 a record counted in it was corrected" in changed
    assert "Told before" in changed
    told = next(one for one in later.figures if one["key"] == "killed")
    assert (told["value"], told["last"]) == (0, [9, None]), "of the next week, beside the last"
    assert "was 9" in part(tell.page("analyst", f"reporting/{later.pk}/"), "trends")

    why = "The number of dead at Muta was corrected after a visit."
    tell.fill("poc_adviser", f"reporting/{report.pk}/", to="correct/", why=why)
    work()
    edition = ReportEdition.objects.get(corrects=report)
    page = tell.page("analyst", f"reporting/{edition.pk}/")
    assert why in page and edition.edition == 2 and value_of(edition, "killed") == 13
    report.refresh_from_db()
    assert value_of(report, "killed") == 9, "what was released stays as it was"
    assert "corrected by a later one" in tell.page("analyst", f"reporting/{report.pk}/")


def test_who_holds_no_compartment_reads_a_brief_that_betrays_nothing(tell: Telling) -> None:
    happen(tell)
    report = draft(tell, "hom_brief", date(2019, 1, 3))
    here = f"reporting/{report.pk}/"
    closed = ReportPart.objects.get(report=report, key="caveats_used")
    assert "not for your reading" in part(tell.page("poc_adviser", here), "caveats_used")
    assert tell.by("poc_adviser").get(f"/m/luma/reporting/parts/{closed.pk}/").status_code == 404
    assert "None is on record" in part(tell.page("chief_of_staff", here), "caveats_used")
    before = report.figures
    make.closed_incident(tell.cast.mission, "crsv")
    tell.fill("poc_adviser", here, to="fill/")
    work()
    report.refresh_from_db()
    assert report.figures == before, "a closed record moves no figure and no word beside it"

    unanswered = ReportPart.objects.get(report=report, key="unanswered_warnings")
    at = f"reporting/parts/{unanswered.pk}/"
    page = tell.fill("poc_adviser", at, to="leave-out/", why="no")
    assert "left out only with a reason" in page and "Left out." not in page
    tell.fill("poc_adviser", at, to="leave-out/", why="The Force Commander briefs on it apart.")
    assert "briefs on it apart" in part(tell.page("head_of_mission", here), "unanswered_warnings")
    daily = draft(tell, "daily", date(2018, 12, 31))
    told = tell.page("chief_of_staff", f"reporting/{daily.pk}/")
    assert "caveat" not in told.lower() and "refus" not in told.lower(), "the effect alone"


def test_drafting_is_stopped_and_an_office_is_told_what_it_owes(tell: Telling) -> None:
    tell.fill("poc_adviser", "reporting/new/", product="daily", due="2018-12-31")
    report = ReportEdition.objects.get()
    here = f"reporting/{report.pk}/"
    assert "being filled" in tell.page("poc_adviser", here)
    page = tell.fill("poc_adviser", here, to="stop/")
    assert "it was stopped" in page and not Job.objects.filter(state=Job.State.WAITING).exists()
    tell.fill("poc_adviser", here, to="fill/")
    work()
    tell.wait(days=1)
    for who in ("joc_duty_officer", "chief_of_staff"):
        assert "Daily situation report" in part(tell.page(who, "now/"), "reports"), who
    overdue = part(tell.page("chief_of_staff", "reporting/"), "overdue")
    assert "Daily situation report" in overdue


def test_a_command_writes_a_report_and_keeps_nothing(tell: Telling, tmp_path: Any) -> None:
    happen(tell)
    file = tmp_path / "weekly.docx"
    asked = ["weekly_poc", "LUMA", "--on", "2019-01-04", "-o", str(file)]
    told = CliRunner().invoke(command, asked, catch_exceptions=False)
    assert told.exit_code == 0, told.output
    assert not ReportEdition.objects.exists()
    paper = read_docx(BytesIO(file.read_bytes()))
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert "9" in cells, "people killed in the mission's incidents"
    words = "\n".join([*(one.text for one in paper.paragraphs), *cells])
    assert "Suggested from records, accepted by nobody yet:" in words, "as its page has it"
    assert "Nothing is written here" not in words and "not for your reading" not in words
    brief = tmp_path / "brief.docx"
    asked = ["hom_brief", "LUMA", "--on", "2019-01-03", "-o", str(brief)]
    assert CliRunner().invoke(command, asked, catch_exceptions=False).exit_code == 0
    paper = read_docx(BytesIO(brief.read_bytes()))
    words = "\n".join(one.text for one in paper.paragraphs)
    assert words.count("This part is not for your reading.") == 2, "caveats and refusals"
    asked = ["daily", "LUMA", "--on", "2019-01-04", "-o", str(file)]
    told = CliRunner().invoke(command, asked)
    assert told.exit_code != 0 and "4 January 2019, lie ahead" in str(told.exception)


def test_a_brief_begins_with_the_village_that_is_to_be_burnt(tell: Telling) -> None:
    """Its week ended on Sunday; the alert came on Monday, and nobody decided."""
    happen(tell)
    for product, due in (("hom_brief", date(2019, 1, 3)), ("daily", date(2018, 12, 31))):
        report = draft(tell, product, due)
        now = part(tell.page("head_of_mission", f"reporting/{report.pk}/"), "now")
        assert "Muta" in now and "fire" in now and "not decided" in now, product
        assert report.made_as.sections[0].key == "now", "before all else"
        assert (
            "Decide on AL-0001, Muta" in str(list(report.parts.values_list("suggested", flat=True)))
            or product == "daily"
        )
    about = {"due": "2018-12-31", "about": str(Alert.objects.get().pk)}
    tell.fill("poc_adviser", "reporting/new/", product="cable", **about)
    work()
    cable = ReportEdition.objects.get(product="cable")
    file = tell.by("poc_adviser").get(f"/m/luma/reporting/{cable.pk}/report.docx").content
    said = "\n".join(
        cell.text
        for table in read_docx(BytesIO(file)).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "Immediate" in said and "Imminent: fire, Muta" in said and "not given" not in said
