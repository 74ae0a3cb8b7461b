"""A report taken away as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from tutela_web.access.page_access import mission_page, taken_away
from tutela_web.access.policy import Standing
from tutela_web.reporting.editions import queries as found
from tutela_web.reporting.models import ReportEdition
from tutela_web.reporting.papers.paper import FORMS
from tutela_web.reporting.papers.taking import take_report


@mission_page(found.READS, of=found.whole_for)
def report_file(
    request: HttpRequest, standing: Standing, report: ReportEdition, form: str
) -> HttpResponse:
    """The edition as PDF or DOCX, or the cover note of its clearance."""
    if form not in FORMS:
        raise Http404
    cover = request.GET.get("what") == "cover"
    content, media = take_report(standing, report, form, cover=cover)
    number = report.number or "draft"
    name = f"{report.product}-{standing.mission.code}-{number}-{report.edition}"
    name = f"{name}-cover.{form}" if cover else f"{name}.{form}"
    return taken_away(standing, content, media, name)
