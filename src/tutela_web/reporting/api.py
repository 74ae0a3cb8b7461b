"""Reports for programs: the list, one with its parts and figures, and drafting one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.endpoints.kind_api import add_endpoints
from tutela_web.records.endpoints.read_endpoints import ReadEndpoints
from tutela_web.records.pages import read_line
from tutela_web.reporting.drafting.verbs import WantedEdition, filling_job, open_report
from tutela_web.reporting.editions.queries import READS, editions_for, whole_for
from tutela_web.reporting.kinds import OFFICE_FIGURE, REPORT_REQUEST
from tutela_web.reporting.models import ReportEdition
from tutela_web.reporting.papers.shown import ShownReport
from tutela_web.reporting.reached.consultation_kind import REPORT_CONSULTATION
from tutela_web.reporting.reached.council_kinds import (
    COUNCIL_FOLLOW_UP,
    COUNCIL_STOP,
    COUNCIL_VISIT,
)
from tutela_web.reporting.reached.kinds import REPORT_ASK
from tutela_web.warning.board.queries import alerts_for

router = Router(tags=["reports"])
ENDPOINTS = ReadEndpoints(router, __name__, READS)


class ReportListed(Schema):
    """An edition in the list."""

    id: UUID
    product: str
    title: str
    first: date
    last: date
    state: str
    edition: int
    number: int | None
    cut_off: datetime
    due_at: datetime | None
    released_at: datetime | None
    classification: int


class FigureOut(Schema):
    """A figure as it is frozen; without a value it is not known or not told, as `state` says; last
    and last_of, as the last edition told it."""

    key: str
    words: str
    definition: str
    value: float | None
    of: float | None
    last: float | None
    last_of: float | None
    state: str
    left_out: dict[str, int]


class PartOut(Schema):
    """A part of an edition; `closed` where it lies in a compartment the reader does not hold."""

    key: str
    heading: str
    office: str
    closed: bool
    text: str
    left_out: str
    figures: list[str]


class ReportOut(ReportListed):
    """One edition with its parts and figures."""

    correction: str
    digest: str
    filling: str
    parts: list[PartOut]
    figures: list[FigureOut]


class DraftIn(Schema):
    """Which report is drafted: a product, the day it is due, and the alert it is about."""

    product: str
    due: date
    first: date | None = None
    last: date | None = None
    alert_id: UUID | None = None
    language: str = ""


ENDPOINTS.add_list(
    "reports",
    ReportListed,
    lambda standing: editions_for(standing).defer("figures", "data"),
    order="-entered_at",
    about="The editions of reports, the newest first.",
    name="mission_reports",
)


@router.get("/missions/{code}/reports/{pk}", response=ReportOut)
def mission_report(request: HttpRequest, code: str, pk: UUID) -> Any:
    """One edition with its parts and frozen figures, as far as its reader may see them."""
    standing = enter(request, code, READS)
    report = get_object_or_404(editions_for(standing), pk=pk)
    read_line(standing, report, form="api")
    return _edition_as_json(report, standing)


@router.post("/missions/{code}/reports", response=ReportOut)
def draft_mission_report(request: HttpRequest, code: str, sent: DraftIn) -> Any:
    """Draft a report: the worker fills it; `filling` says how far it is."""
    standing = enter(request, code, READS)
    about = get_object_or_404(alerts_for(standing), pk=sent.alert_id) if sent.alert_id else None
    asked = WantedEdition(sent.product, sent.due, sent.first, sent.last, about, sent.language)
    return _edition_as_json(open_report(asked, by=standing), standing)


def _edition_as_json(report: ReportEdition, standing: Standing) -> dict[str, Any]:
    job, shown = filling_job(report), ShownReport(standing, report)
    whole = whole_for(standing).filter(pk=report.pk).exists()
    fields = ReportListed.model_fields
    return {
        **{name: getattr(report, name) for name in fields},
        "correction": report.correction,
        "digest": report.digest,
        "filling": job.state if job else "",
        "parts": [
            {
                "key": one.section.key,
                "heading": one.heading,
                "office": one.office,
                "closed": one.closed,
                "text": one.part.text if one.part else "",
                "left_out": one.part.left_out_why if one.part else "",
                "figures": [figure.key for figure in one.figures],
            }
            for one in shown.parts
        ],
        "figures": [
            {
                "key": one.key,
                "words": say_in_page_language(one.label),
                "definition": say_in_page_language(one.definition),
                "value": one.value,
                "of": one.of,
                "last": one.last[0] if one.last else None,
                "last_of": one.last[1] if one.last else None,
                "state": one.state,
                "left_out": {
                    say_in_page_language(why): number for why, number in one.left_out.items()
                },
            }
            for one in (shown.figures.values() if whole else [])
        ],
    }


add_endpoints(router, OFFICE_FIGURE, "office-figures", order="-last", writes=True)
add_endpoints(router, REPORT_REQUEST, "report-requests", order="due", writes=True)
add_endpoints(router, REPORT_ASK, "report-asks", order="-entered_at")
add_endpoints(router, REPORT_CONSULTATION, "report-consultations", order="-entered_at")
add_endpoints(router, COUNCIL_VISIT, "council-visits", order="-first", writes=True)
add_endpoints(router, COUNCIL_STOP, "council-stops", order="-on")
add_endpoints(router, COUNCIL_FOLLOW_UP, "council-follow-ups", order="-entered_at")
