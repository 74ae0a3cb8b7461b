"""Pages of reports as tables, one for each form, and of the mission's own forms counted."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tutela.base.disclosure import LEAST
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.intake.counted import count_form, forms_counted
from tutela_web.intake.queries import ACT, KIND, SETTLE
from tutela_web.intake.sheets.table import forms_offered, sheet_of
from tutela_web.places.sheet_pages import SheetPages
from tutela_web.questionnaires.queries import forms_for


def _pages_of(standing: Standing, form: str) -> SheetPages:
    sheet = sheet_of(standing, form)
    if sheet is None:
        raise Http404
    return SheetPages(sheet, "reports_", (form,))


@require_GET
@mission_page(KIND)
def table(request: HttpRequest, standing: Standing, form: str) -> HttpResponse:
    """The table of one form: taken blank or filled, and given back."""
    pages = _pages_of(standing, form)
    where = [standing.mission.code, form]
    about = {
        "title": pages.kind.title,
        "forms": forms_offered(standing),
        "form": form,
        "may_export": standing.reads("exports"),
        "may_edit": standing.may_somewhere(ACT) or standing.may_somewhere(SETTLE),
        "csv_url": reverse("intake:reports_download", args=[*where, "csv"]),
        "xlsx_url": reverse("intake:reports_download", args=[*where, "xlsx"]),
        "upload_url": reverse("intake:reports_upload", args=where),
    }
    return render(request, "intake/table.html", about)


@require_GET
@mission_page(KIND)
def counts(request: HttpRequest, standing: Standing, form: str) -> HttpResponse:
    """The answers to a form of the mission, counted by month."""
    offered = forms_counted(standing, forms_for(standing))
    counted = count_form(get_object_or_404(offered, code=form), by=standing)
    context = {"counted": counted, "forms": offered, "least": LEAST}
    return render(request, "intake/counts.html", context)


@require_GET
@mission_page(KIND)
def download(request: HttpRequest, standing: Standing, form: str, ending: str) -> HttpResponse:
    """The reports of one form, streamed."""
    return _pages_of(standing, form).download(request, standing, ending)


@require_POST
@mission_page(KIND)
def upload(request: HttpRequest, standing: Standing, form: str) -> HttpResponse:
    """A table given back: kept, and shown against the reports."""
    return _pages_of(standing, form).upload(request, standing)


@mission_page(KIND)
def sheet(request: HttpRequest, standing: Standing, form: str, pk: UUID) -> HttpResponse:
    """What differs, row by row; and the choice of what to save."""
    return _pages_of(standing, form).sheet(request, standing, pk)
