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
from tutela_web.outreach.sites.compare import Compared, cells_taken, compare_sites, heads_taken
from tutela_web.places.sites.queries import KIND


@mission_page(KIND)
def compared(request: HttpRequest, standing: Standing) -> HttpResponse:
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
    told = compare_sites(taking(standing))
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="sites",
        number=len(told.rows),
        format=form,
    )
    content = _as_csv(told) if form == "csv" else _as_workbook(told)
    name = f"{standing.mission.code}-sites-{told.on:%Y%m%d}.{form}"
    return taken_away(standing, content, FORMS[form], name)


def _marking_of(told: Compared) -> str:
    """The highest marking of what a file tells."""
    marked: list[int] = [0]
    for row in told.rows:
        kept = (row.site, row.counted, row.cannot_flee)
        marked += [one.classification for one in kept if one is not None]
    return str(Classification(max(marked)).label)


def _lines(told: Compared) -> Sequence[list[str]]:
    rows = [heads_taken(), *map(cells_taken, told.rows)]
    return [[guard_formula(cell) for cell in row] for row in rows]


def _as_csv(told: Compared) -> bytes:
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow([_marking_of(told), told.on.isoformat()])
    writer.writerows(_lines(told))
    return f"\ufeff{kept.getvalue()}".encode()


def _as_workbook(told: Compared) -> bytes:
    import xlsxwriter  # nobody but who takes a file needs it

    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(_("Sites")[:31])
    page.write_row(0, 0, [_marking_of(told), told.on.isoformat()])
    for down, row in enumerate(_lines(told), start=1):
        page.write_row(down, 0, row)
    page.set_column(0, len(heads_taken()) - 1, 22)
    page.set_header(f"&C{_marking_of(told)}")
    book.close()
    return kept.getvalue()
