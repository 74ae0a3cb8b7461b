"""The page that asks about a file: where in it incidents stand, which column is what, and the first
rows as they would come in by the answers given so far."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tutela.base.messages import say
from tutela.incidents.asked import Known, Proposal
from tutela.incidents.file_asked import FileAsked
from tutela.incidents.words import UNKNOWN
from tutela.reading.regions import SHAPE_WORDS, SURE, Region
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.models import Batch
from tutela_web.base.values import Posted
from tutela_web.incidents.imports import queries, verbs
from tutela_web.incidents.imports.asking import Answers
from tutela_web.incidents.page_refusals import answer_refusals
from tutela_web.incidents.uploads import asked_queries
from tutela_web.incidents.uploads.asked_forms import ColumnsForm, PartsForm
from tutela_web.incidents.uploads.forms import LABELS
from tutela_web.incidents.uploads.views import steps_of
from tutela_web.look.translate import say_in_page_language, word


@mission_page(queries.BATCHES, of=queries.batches_for)
@answer_refusals
def match(request: HttpRequest, standing: Standing, received: Batch) -> HttpResponse:
    """Which parts of a file are read, and which column is which field of an event."""
    standing.require(verbs.ACT)
    asked = asked_queries.asked_for(received, standing) if received.file.name else None
    columns = _columns(received, asked)
    if not columns or not received.file.name:
        raise Http404
    before = received.mapping or received.report.get("proposed", {})
    posted = request.POST if request.method == "POST" else None
    form = ColumnsForm(posted, columns=columns, before=before)
    parts = _parts_form(received, asked, posted)
    form_is_valid = posted is None or form.is_valid()
    parts_are_valid = posted is None or parts.is_valid()
    regions = parts.cleaned_data.get("regions") if posted is not None else None
    fields = None
    if posted is not None and form_is_valid and regions is None:
        fields = form.column_matching()
    shows = request.headers.get("HX-Request") or (posted and posted.get("act") == "preview")
    if posted is not None and parts_are_valid and not shows and (regions is not None or fields):
        save_as = form.cleaned_data.get("save_as", "")
        verbs.match(received, fields, by=standing, regions=regions, save_as=save_as)
        return redirect("incidents:batch", standing.mission.code, received.pk)
    rows = None
    if parts_are_valid and (form_is_valid or regions is not None) and shows:
        answers = Answers(tuple(regions) if regions is not None else None, fields)
        rows = asked_queries.rows_shown(received, standing, answers)
    queries.record_reading(received, standing, asked_queries.LINES if asked else 0)
    told = {
        "batch": received,
        "form": form,
        "parts": parts,
        "other_parts": regions is not None,  # other columns are asked about then
        "first": _rows_told(rows),
        "tried": bool(shows),
        "regions": _regions_told(received, asked, parts),
        "columns": [(one, LABELS.get(one.field or ""), box) for one, box in form.rows()],
        "of_part": _part_said(asked),
        "left_out": len(columns) - len(form.columns),
        **_sheet(request, received, standing, asked),
        "sheets": asked.sheets if asked else [],
        "known": received.mapping is not None,
        "sure": SURE,
        "large": queries.is_large(received),
        "steps": steps_of(received, None, standing)[:1]
        + [{"label": _("Columns"), "state": "now", "note": ""}]
        + [
            {"label": label, "state": "due", "note": ""}
            for label in (_("Dry run"), _("Import"), _("Undo"))
        ],
    }
    if request.headers.get("HX-Request") and posted is not None:
        return render(request, "incidents/_import_first_rows.html", told)
    wrong = posted is not None and not (parts_are_valid and (form_is_valid or regions))
    return render(request, "incidents/import_match.html", told, status=400 if wrong else 200)


def _columns(batch: Batch, asked: FileAsked | None) -> list[Proposal]:
    """The columns that are asked about; of a file that no page can read those of its report."""
    table = asked_queries.table_asked(asked) if asked else None
    if table is not None and table.columns:
        return table.columns
    before = batch.mapping or batch.report.get("proposed", {})
    field_of = {given["column"]: name for name, given in before.items()}
    return [
        Proposal(name, field_of.get(name), 0.0, Known.NOTHING, SAYS_NOTHING, (), ())
        for name in batch.report.get("columns", ())
    ]


SAYS_NOTHING = say("nothing says what it holds")


def _part_said(asked: FileAsked | None) -> str:
    """Where the table stands whose columns are asked about."""
    table = asked_queries.table_asked(asked) if asked else None
    if table is None:
        return ""
    first, last = table.region.rows
    said = _("lines %(first)s to %(last)s") % {"first": first, "last": last}
    return f"{table.region.sheet}, {said}" if table.region.sheet else said


def _parts_form(batch: Batch, asked: FileAsked | None, posted: Posted) -> PartsForm:
    sheets = {one.name: (one.lines, one.columns) for one in asked.sheets} if asked else {}
    regions = asked_queries.regions_shown(batch, asked) if asked else []
    read = asked_queries.regions_read(batch, asked) if asked else []
    table = asked_queries.table_asked(asked) if asked else None
    if table and not read:  # none is known: this one is read once its columns are said
        read = [table.region]
    initial = _as_drawn(table.region) if table else {}
    return PartsForm(posted, regions=regions, read=read, sheets=sheets, initial=initial)


def _as_drawn(region: Region) -> dict[str, Any]:
    """A region as the fields of the form say it."""
    return {
        "sheet": region.sheet,
        "shape": region.shape.value,
        "head_first": region.head[0] or None,
        "head_last": region.head[1] or None,
        "first": region.rows[0],
        "last": region.rows[1],
        "left": region.columns[0],
        "right": region.columns[1],
    }


def _regions_told(batch: Batch, asked: FileAsked | None, parts: PartsForm) -> list[dict[str, Any]]:
    """Each part that may be read, where it stands, and why it was found."""
    found_by_region = {one.region: one for one in asked.found} if asked else {}
    ticked = parts["parts"].value() or []
    told = []
    for number, region in enumerate(parts.regions):
        one = found_by_region.get(region)
        told.append(
            {
                "number": number,
                "region": region,
                "from": asked_queries.letters_of(region.columns[0]),
                "to": asked_queries.letters_of(region.columns[1]),
                "shape": say_in_page_language(SHAPE_WORDS[region.shape]),
                "rows": one.rows if one else None,
                "why": say_in_page_language(one.why) if one and one.sure < SURE else "",
                "read": str(number) in ticked,
            }
        )
    return told


def _sheet(
    request: HttpRequest, batch: Batch, standing: Standing, asked: FileAsked | None
) -> dict[str, Any]:
    """A part of a sheet as it stands, what is shown of it, and the way to its other parts."""
    if asked is None:
        return {}
    top, left = (_number(request.GET.get(name)) for name in ("top", "left"))
    shown = asked_queries.sheet_shown(
        batch, standing, asked, request.GET.get("sheet"), top=top, left=left
    )
    if shown is None:
        return {}
    (above, below), (before, beyond) = shown.tops(), shown.lefts()
    ways = [
        (_("Lines before"), above, shown.left),
        (_("Lines after"), below, shown.left),
        (_("Columns before"), shown.top, before),
        (_("Columns after"), shown.top, beyond),
    ]
    said = _("Lines %(top)s to %(last)s of %(lines)s, columns %(left)s to %(right)s of %(columns)s")
    name = shown.sheet.name
    return {
        "sheet": shown,
        "sheet_said": said
        % {
            "top": shown.top,
            "last": shown.last,
            "lines": f"{shown.sheet.lines:,}",
            "left": shown.left,
            "right": shown.right,
            "columns": f"{shown.sheet.columns:,}",
        },
        "sheet_links": [
            (label, urlencode({"sheet": name, "top": top, "left": left}))
            for label, top, left in ways
            if top and left
        ],
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 1


def _rows_told(rows: asked_queries.RowsShown | None) -> dict[str, Any] | None:
    if rows is None:
        return None
    return {
        "rows": [
            row.values
            | {
                "what": "" if row.values["harm"] in (None, UNKNOWN) else word(row.values["harm"]),
                "killed": row.values["deaths"]
                if row.values["deaths"] is not None
                else row.values["civilian_deaths"],
                "actors": "; ".join(row.values["side_a"] or []),
                "why": [say_in_page_language(why) for why in row.held],
            }
            for row in rows.rows
        ],
        "refused": [asked_queries.refused_as_told(one) for one in rows.refused],
        "read": rows.read,
        "held": rows.held,
        "comes": rows.read - rows.held,
        "wrong": rows.wrong,
        "fault": say_in_page_language(rows.fault) if rows.fault else "",
    }
