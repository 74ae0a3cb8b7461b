"""The pages of the round trip: take a copy, give it back, look at what differs, apply."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tutela.base.errors import TutelaError
from tutela_web.access.page_access import mission_page, refusals, refused_atop
from tutela_web.access.policy import Standing, taking
from tutela_web.base.models import Batch
from tutela_web.base.tables import roundtrip
from tutela_web.look.translate import say_in_page_language
from tutela_web.places import sheets
from tutela_web.places.sheets import SheetKind
from tutela_web.records.own.sheets import OwnColumns

SHOWN = 300
"""Rows of a difference shown one by one; further ones go together."""


def sheet_urls(kind: SheetKind, prefix: str = "") -> list[URLPattern]:
    """The addresses of one kind's round trip: download, upload, sheet, under a room's names."""
    named = f"{prefix}_" if prefix else ""
    base = f"{prefix}/" if prefix else ""
    pages = SheetPages(kind, named)
    entered = mission_page(kind.reads)
    return [
        path(
            f"{base}copy.<str:form>", require_GET(entered(pages.download)), name=f"{named}download"
        ),
        path(f"{base}file/", require_POST(entered(pages.upload)), name=f"{named}upload"),
        path(f"{base}file/<uuid:pk>/", entered(pages.sheet), name=f"{named}sheet"),
        *(
            [
                path(
                    f"{base}file/<uuid:pk>/undo/",
                    require_POST(entered(pages.undo)),
                    name=f"{named}undo",
                )
            ]
            if kind.undo
            else []
        ),
    ]


class SheetPages:
    """The three views of one kind; within, what its addresses hold between mission and file."""

    def __init__(self, kind: SheetKind, named: str, within: tuple[str, ...] = ()) -> None:
        self.kind, self.named, self.within = kind, named, within

    def address(self, request: HttpRequest, name: str) -> str:
        """The full name of one of this kind's addresses, in the room it is asked in."""
        room = request.resolver_match.namespace if request.resolver_match else ""
        return f"{room}:{self.named}{name}"

    def list_address(self, request: HttpRequest) -> str:
        """The full name of the list of these records."""
        room = request.resolver_match.namespace if request.resolver_match else ""
        return f"{room}:{self.named.rstrip('_') or 'list'}"

    def download(self, request: HttpRequest, standing: Standing, form: str) -> HttpResponse:
        """A copy, streamed."""
        if form not in ("csv", "xlsx"):
            raise Http404
        with refusals():
            records, about = sheets.export_records(self.kind, standing, form)
        own = OwnColumns.of(self.kind.model, taking(standing))
        sheet = own.add_columns(self.kind.sheet(standing))
        stamp = about.snapshot[:16].replace(":", "").replace("-", "")
        name = f"{standing.mission.code}-{self.kind.name}-{stamp}.{form}"
        rows = own.with_values(records.iterator(2000))
        response: StreamingHttpResponse | FileResponse
        if form == "csv":
            separator = ";" if get_language() in ("fr", "ar") else ","
            about = roundtrip.CopyHeader(about.title, about.snapshot, about.marking, separator)
            response = StreamingHttpResponse(
                _encode_lines(roundtrip.csv_lines(sheet, rows, about)),
                content_type="text/csv; charset=utf-8",
            )
            response["Content-Disposition"] = f'attachment; filename="{name}"'
        else:
            kept = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
            roundtrip.xlsx_file(sheet, rows, about, kept)
            kept.seek(0)
            response = FileResponse(kept, as_attachment=True, filename=name)
        return response  # type: ignore[return-value]  # a stream is an answer too

    def upload(self, request: HttpRequest, standing: Standing) -> HttpResponse:
        """A file given back: kept, and shown against the records."""
        file = request.FILES.get("file")
        back = redirect(self.list_address(request), standing.mission.code)
        if file is None:
            messages.error(request, _("No file was chosen. Next: choose the copy you edited."))
            return back
        with refused_atop(request):
            batch = sheets.keep_file(self.kind, file, by=standing)
            where = (standing.mission.code, *self.within, batch.pk)
            return redirect(self.address(request, "sheet"), *where)
        return back

    def sheet(self, request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
        """What differs, row by row; and the choice of what to save."""
        if not standing.may_somewhere(self.kind.act):
            raise PermissionDenied
        batch = get_object_or_404(sheets.batch_of(self.kind, standing, pk))
        if batch.state != Batch.State.CHECKED:
            return self._page(request, batch, None)
        if request.method == "POST" and "match" in request.POST:
            with refused_atop(request):
                heads = zip(
                    request.POST.getlist("head"), request.POST.getlist("means"), strict=True
                )
                sheets.match_columns(self.kind, batch, dict(heads), by=standing)
            return redirect(request.path)
        if request.method != "POST":
            return self._page(request, batch, sheets.diff_of(self.kind, batch, by=standing))
        try:
            with refusals():
                done = sheets.apply(
                    self.kind,
                    batch,
                    lines=self._lines(request, standing, batch),
                    mine=_numbers(request, "mine"),
                    digest=request.POST.get("digest", ""),
                    by=standing,
                )
        except TutelaError as fault:
            messages.warning(request, say_in_page_language(fault.as_sentence()))
            diff = sheets.diff_of(self.kind, batch, by=standing)
            return self._page(request, batch, diff, status=409)
        made = ngettext("%(n)s record made", "%(n)s records made", done.made) % {"n": done.made}
        changed = ngettext("%(n)s changed", "%(n)s changed", done.changed) % {"n": done.changed}
        messages.success(request, f"{made}, {changed}.")
        if self.kind.undo:
            return redirect(request.path)
        return redirect(self.list_address(request), standing.mission.code)

    def undo(self, request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
        """All that a file brought is taken back, by who brought it."""
        batch = get_object_or_404(sheets.batch_of(self.kind, standing, pk))
        with refused_atop(request):
            sheets.undo(self.kind, batch, by=standing)
            messages.success(request, _("The file is undone: what it brought is taken back."))
        return redirect(self.address(request, "sheet"), standing.mission.code, *self.within, pk)

    def _lines(self, request: HttpRequest, standing: Standing, batch: Batch) -> set[int]:
        """The rows chosen one by one, and the further ones where they were chosen together."""
        chosen = _numbers(request, "row")
        if "rest" in request.POST:
            diff = sheets.diff_of(self.kind, batch, by=standing)
            chosen |= {row.line for row in (*diff.new[SHOWN:], *diff.changed[SHOWN:])}
        return chosen

    def _page(
        self, request: HttpRequest, batch: Batch, diff: roundtrip.Diff | None, status: int = 200
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "batch": batch,
            "diff": diff,
            "title": self.kind.title,
            "adds": self.kind.adds,
            "undo_address": self.address(request, "undo")
            if sheets.may_undo(self.kind, batch)
            else "",
            "list_address": self.list_address(request),
        }
        if diff is not None:
            columns = sheets.sheet_of(self.kind, request.standing).columns  # type: ignore[attr-defined]
            labels = {column.name: column.label for column in columns}
            refused = diff.refused[:SHOWN]
            context |= {
                "new": [_row_as_shown(row, columns) for row in diff.new[:SHOWN]],
                "changed": diff.changed[:SHOWN],
                "refused": [(one, labels.get(one.column, one.column)) for one in refused],
                "rest": max(0, len(diff.new) - SHOWN) + max(0, len(diff.changed) - SHOWN),
                "more_refused": max(0, len(diff.refused) - SHOWN),
                "conflicts": sum(1 for row in diff.changed if row.conflicts),
                "heads": diff.heads,
                "left_out": [head for head, ours in diff.heads if not ours],
                "column_choices": [(column.name, column.label) for column in columns],
            }
        return render(request, "records/roundtrip.html", context, status=status)


def _row_as_shown(
    row: roundtrip.RowDiff, columns: Sequence[roundtrip.SheetColumn]
) -> tuple[roundtrip.RowDiff, list[tuple[str, str]]]:
    cells = [(str(c.label), c.words_for(row.values.get(c.field))) for c in columns]
    return row, [(label, cell) for label, cell in cells if cell]


def _numbers(request: HttpRequest, name: str) -> set[int]:
    return {int(value) for value in request.POST.getlist(name) if value.isdecimal()}


def _encode_lines(lines: Iterator[str]) -> Iterator[bytes]:
    for line in lines:
        yield line.encode()
