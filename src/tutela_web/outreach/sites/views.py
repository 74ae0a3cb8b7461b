"""The list of sites side by side, on a page and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tutela.base.grid import guard_formula
from tutela_web.access.audit import trail
from tutela_web.access.page_access import mission_page, taken_away
from tutela_web.access.policy import Standing, taking
from tutela_web.base.markings import Classification
from tutela_web.base.tables.exports import FORMS
from tutela_web.outreach.sites.compare import ComparedSites, cells_taken, compare_sites, heads_taken
from tutela_web.places.sites.queries import KIND


@mission_page(KIND)
def compared_sites(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Sites side by side, in the order of their threat; those of which none is known apart."""
    closed = request.GET.get("closed") == "1"
    shown = {
        "compared": compare_sites(standing, closed=closed),
        "closed": closed,
        "reads_risks": standing.reads("risks"),
        "reads_bases": standing.reads("bases"),
        "may_export": standing.reads("exports"),
    }
    return render(request, "outreach/sites/compared.html", shown)


@require_GET
@mission_page(KIND)
def compared_file(request: HttpRequest, standing: Standing, form: str) -> HttpResponse:
    """The same as a file, without perimeters, compartments and numbers below five; a line in the
    audit."""
    comparison = compare_sites(taking(standing))
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="sites",
        number=len(comparison.rows),
        format=form,
    )
    content = _as_csv(comparison) if form == "csv" else _as_workbook(comparison)
    name = f"{standing.mission.code}-sites-{comparison.on:%Y%m%d}.{form}"
    return taken_away(standing, content, FORMS[form], name)


def _marking_of(comparison: ComparedSites) -> str:
    """The highest marking of what a file tells."""
    marked: list[int] = [0]
    for row in comparison.rows:
        marked_records = (row.site, row.counted, row.cannot_flee)
        marked += [record.classification for record in marked_records if record is not None]
    return str(Classification(max(marked)).label)


def _lines(comparison: ComparedSites) -> Sequence[list[str]]:
    rows = [heads_taken(), *map(cells_taken, comparison.rows)]
    return [[guard_formula(cell) for cell in row] for row in rows]


def _as_csv(comparison: ComparedSites) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([_marking_of(comparison), comparison.on.isoformat()])
    writer.writerows(_lines(comparison))
    return f"\ufeff{buffer.getvalue()}".encode()


def _as_workbook(comparison: ComparedSites) -> bytes:
    import xlsxwriter  # nobody but who takes a file needs it

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(_("Sites")[:31])
    page.write_row(0, 0, [_marking_of(comparison), comparison.on.isoformat()])
    for down, row in enumerate(_lines(comparison), start=1):
        page.write_row(down, 0, row)
    page.set_column(0, len(heads_taken()) - 1, 22)
    page.set_header(f"&C{_marking_of(comparison)}")
    book.close()
    return buffer.getvalue()
