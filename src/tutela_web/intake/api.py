"""Reports from the field for programs: send one; the list and one report, as their readers may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from pydantic import JsonValue

from tutela_web.access.api import Given, Moment
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.crisis.taskings.queries import taskings_to_report_on
from tutela_web.intake.counted import count_form, forms_counted
from tutela_web.intake.kind import FIELD_REPORT
from tutela_web.intake.models import CameBy, FieldReport, ReportKind
from tutela_web.intake.queries import consents_said
from tutela_web.intake.verbs import receive_report
from tutela_web.look.translate import say_in_page_language
from tutela_web.places.queries import places_for
from tutela_web.questionnaires.queries import forms_for
from tutela_web.records.endpoints.kind_api import ToldBeside, add_endpoints

router = Router(tags=["reports from the field"])


class FieldReportIn(Given):
    """A report: `answers` by the names of the questions of its form. `id` made on the device makes
    a resend one; `clock_offset`, seconds by which the device's clock was ahead.

    form        a form of the mission's own, as `blank-forms` names it
    corrects    the id of the report that this one corrects
    tasking_id  of a patrol report, the tasking that was carried out: it ends with the report
    marked      "crsv" or "child" where the form stopped asking
    misconduct  what the sender answered to whether personnel did it
    """

    id: UUID
    kind: ReportKind
    captured_at: Moment
    answers: dict[str, JsonValue] = Field({}, max_length=100)
    clock_offset: int | None = Field(None, ge=-(10**9), le=10**9)
    place_id: UUID | None = None
    place_said: str = Field("", max_length=200)
    place_precision: int | None = Field(None, ge=1, le=7)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    marked: Literal["", "crsv", "child"] = ""
    misconduct: Literal["", "yes", "unsure", "read_again"] = ""
    language: str = Field("en", max_length=5)
    form: str = Field("", max_length=60)
    corrects: UUID | None = None
    tasking_id: UUID | None = None


class ReceivedOut(Schema):
    """What the sender is told: kept, alert, closed, misconduct or apart; `steps`, what to do at
    once; `number`, of the receipt where nothing was kept; `asks`, "crsv" or "child" where nobody
    asked whether the person agrees to a message to the adviser: it is said by a report with that
    mark, which corrects this one."""

    id: UUID
    outcome: str
    number: str
    steps: list[str]
    asks: str


@router.post("/missions/{code}/field-reports", response=ReceivedOut)
def send_field_report(request: HttpRequest, code: str, sent: FieldReportIn) -> Any:
    """Send a report from the field; the same sent again is told the same and changes nothing."""
    standing = enter(request, code, "reports")
    said = sent.dict(exclude={"place_id", "tasking_id"})
    if sent.tasking_id is not None:
        given = taskings_to_report_on(standing)
        said["tasking"] = get_object_or_404(given, pk=sent.tasking_id)
    place = get_object_or_404(places_for(standing), pk=sent.place_id) if sent.place_id else None
    received = receive_report(standing, place=place, way=CameBy.APP, **said)
    return {
        "id": received.id,
        "outcome": received.outcome,
        "number": received.number,
        "steps": [say_in_page_language(step) for step in received.steps],
        "asks": received.asks,
    }


class CountedAnswerOut(Schema):
    """One answer of a question: a count a month, null where it is hidden; `value` is "yes", "no",
    "answered", or "" for the reports without an answer, where it is none of a list."""

    value: str
    label: str
    counts: list[int | None]
    total: int | None


class CountedQuestionOut(Schema):
    """A question counted; `middle`, the median of a number in each month."""

    name: str
    ask: str
    answer: str
    hides: bool
    answers: list[CountedAnswerOut]
    middle: list[float | None]


class CountedFormOut(Schema):
    """The answers to a form of the mission by month, as this reader may be told them."""

    form: str
    title: str
    months: list[date]
    questions: list[CountedQuestionOut]


@router.get("/missions/{code}/forms/{form}/counts", response=CountedFormOut)
def count_answers_of_form(request: HttpRequest, code: str, form: str) -> Any:
    """Count the answers to a form of the mission by month; small counts are null."""
    standing = enter(request, code, "reports")
    offered = forms_counted(standing, forms_for(standing))
    counted = count_form(get_object_or_404(offered, code=form), by=standing)
    return {
        "form": counted.form.code,
        "title": counted.form.title,
        "months": counted.months,
        "questions": counted.questions,
    }


class SaidConsentOut(Schema):
    """What the source of a report said of one purpose: agreed, refused or withdrawn, on which day;
    by a guardian for a child."""

    purpose: str
    said: str
    on: date
    guardian: bool


def _attach_consents(standing: Standing, reports: Sequence[FieldReport]) -> None:
    """What the source of each report agreed to goes with it; a purpose that is missing was never
    asked about, and is not agreed."""
    said = consents_said(standing.mission, {one.source for one in reports if one.source})
    for report in reports:
        told = said.get(report.source, []) if report.source else []
        report.consents = [one._asdict() for one in told]  # type: ignore[attr-defined]


add_endpoints(
    router,
    FIELD_REPORT,
    "field-reports",
    order="-number",
    beside=ToldBeside({"consents": list[SaidConsentOut]}, _attach_consents),
)
