"""A list as a file, and what such a file would say of itself."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from tutela_web.access.audit import trail
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing, taking
from tutela_web.base import clock
from tutela_web.base.tables import exports as base
from tutela_web.base.tables.exports import Table
from tutela_web.takeaway.exports.kind import RecordsToExport
from tutela_web.takeaway.exports.kinds import KINDS
from tutela_web.takeaway.exports.manifest import manifest


def _prepare_export(
    request: HttpRequest, standing: Standing, kind: str
) -> tuple[Table, RecordsToExport, base.Told]:
    open_to = taking(standing)
    exporter = KINDS[kind]
    if not open_to.reads(exporter.reads):
        raise Http404
    table, found = exporter.table(open_to), exporter.find(open_to, request)
    at = clock.now(standing.mission)
    return table, found, manifest(exporter, open_to, table, found, at)


@require_GET
@mission_page("exports")
def export(request: HttpRequest, standing: Standing, kind: str, form: str) -> HttpResponse:
    """The list as a file; a line in the audit with how many rows.

    The file is made whole, from one moment of the records, before any of it is sent: its number of
    rows is true, a transfer cut short shows, and no reading of the database waits for a slow link.
    """
    with tempfile.TemporaryDirectory(prefix="tutela-") as folder:
        to = Path(folder) / f"export.{form}"
        with base.one_moment():
            table, records, told = _prepare_export(request, standing, kind)
            tally = base.write(form, table, records.records, told, to=to)
        trail.record(
            "export",
            mission=standing.mission,
            by=standing.person,
            kind=kind,
            subject=records.assessment.pk if records.assessment else "",
            number=tally.rows,
            form=form,
        )
        kept = to.open("rb")  # stays readable when its name is gone; the response closes it
    name = f"tutela-{kind}-{clock.today(standing.mission).isoformat()}.{form}"
    response = FileResponse(kept, as_attachment=True, filename=name, content_type=base.FORMS[form])
    response["X-Row-Count"] = str(tally.rows)
    return response  # type: ignore[return-value]  # a stream is an answer too


@require_GET
@mission_page("exports")
def export_manifest(request: HttpRequest, standing: Standing, kind: str) -> HttpResponse:
    """What a copy taken now would say of itself."""
    with base.one_moment():
        table, found, told = _prepare_export(request, standing, kind)
        return JsonResponse(told(base.count_records(table, found.records)))
