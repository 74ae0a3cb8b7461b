"""A report taken away as a file."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse

from tutela_web.access.models import Compartment
from tutela_web.access.page_access import mission_page, taken_away
from tutela_web.access.policy import Standing, taking
from tutela_web.reporting.editions import queries as found
from tutela_web.reporting.models import ReportEdition
from tutela_web.reporting.papers.paper import FORMS, report_as_file


def taking_report(standing: Standing) -> Standing:
    """As `taking`; who drafts takes reports as far as they read them, and the parts in the
    compartment capacity go with who holds it.

    Raises  Http404 if the person takes nothing away.
    """
    held = standing.compartments & {Compartment.CAPACITY.value}
    if standing.may(found.DRAFTS):
        return replace(standing, compartments=frozenset(held))
    return replace(taking(standing), compartments=frozenset(held))


@mission_page(found.READS, of=found.whole_for)
def report_file(
    request: HttpRequest, standing: Standing, report: ReportEdition, form: str
) -> HttpResponse:
    """The edition as PDF or DOCX, or the cover note of its clearance."""
    if form not in FORMS:
        raise Http404
    taker = taking_report(standing)
    if not found.whole_for(taker).filter(pk=report.pk).exists():
        raise Http404
    cover = request.GET.get("what") == "cover"
    content, media = report_as_file(taker, report, form, cover=cover)
    number = report.number or "draft"
    name = f"{report.product}-{standing.mission.code}-{number}-{report.edition}"
    name = f"{name}-cover.{form}" if cover else f"{name}.{form}"
    return taken_away(standing, content, media, name)
