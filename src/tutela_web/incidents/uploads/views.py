"""Pages of files of events: parse, call one verb or query, render."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from tutela.base.errors import BadParameter, TutelaError
from tutela.base.grid import guard_formula
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Compartment
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.base import jobs
from tutela_web.base.errors import Denied
from tutela_web.base.ids import id_or_404
from tutela_web.base.markings import Classification
from tutela_web.base.models import Batch, Job, RowError
from tutela_web.base.values import JsonValue
from tutela_web.incidents.imports import queries, verbs
from tutela_web.incidents.imports.deciding import FACTS, choices
from tutela_web.incidents.imports.matching import name_of
from tutela_web.incidents.imports.people_counted import people_told
from tutela_web.incidents.imports.reading import reads_hidden_sheets
from tutela_web.incidents.imports.settling import SOURCE, SettledRow
from tutela_web.incidents.models import (
    Correction,
    Double,
    HeldRow,
    ImportChoice,
    PairDecision,
)
from tutela_web.incidents.page_refusals import answer_refusals
from tutela_web.incidents.uploads import double_verbs, held_verbs
from tutela_web.incidents.uploads.forms import (
    LABELS,
    ConfirmForm,
    KindOfFileForm,
    MendForm,
    UploadForm,
)
from tutela_web.incidents.uploads.last_metre_queries import HowTold
from tutela_web.incidents.uploads.log_back import may_take_log
from tutela_web.look.translate import say_in_page_language, with_label, word

PAGE = 25

STEPS = {
    "reading": gettext_lazy("Reading the file"),
    "comparing": gettext_lazy("Comparing with what is here"),
    "looking for doubles": gettext_lazy("Looking for duplicates"),
    "looking for tripwires": gettext_lazy("Looking for tripwires"),
    "clearing": gettext_lazy("Clearing an earlier attempt"),
    "storing": gettext_lazy("Storing events, seen by nobody yet"),
    "replacing": gettext_lazy("Marking what is replaced"),
    "placing": gettext_lazy("Finding the area of each event"),
}


@mission_page(queries.BATCHES)
@answer_refusals
def batches(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Files that came in, newest first, and the form for another."""
    may = standing.may(verbs.ACT)
    clearance = standing.readings[queries.BATCHES].clearance
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        matchings=queries.matchings_of(standing),
        clearance=clearance,
    )
    if request.method == "POST":
        standing.require(verbs.ACT)
        if form.is_valid():
            try:
                return _receive_upload(request, standing, form)
            except Denied:
                raise
            except TutelaError as fault:
                form.add_error("file", say_in_page_language(fault.as_sentence()))
    page = Paginator(queries.batches_for(standing).order_by("-uploaded_at"), PAGE).get_page(
        request.GET.get("page")
    )
    people = queries.people_named({batch.uploaded_by_id for batch in page})
    shown = [
        {
            "batch": batch,
            "numbers": queries.numbers(batch, standing),
            "by": people.get(batch.uploaded_by_id),
            "marking": _marking(batch),
            "tried": bool(batch.report),
        }
        for batch in page
    ]
    return render(
        request,
        "incidents/import_list.html",
        {
            "page": page,
            "shown": shown,
            "form": form if may else None,
        },
        status=400 if form.errors else 200,
    )


def _receive_upload(request: HttpRequest, standing: Standing, form: UploadForm) -> HttpResponse:
    batch, before = verbs.receive(
        form.cleaned_data["file"],
        by=standing,
        classification=form.cleaned_data["classification"],
        matching=form.cleaned_data["matching"],
    )
    if before:
        messages.warning(request, _("This very file was here before. Nothing was added."))
    return redirect("incidents:batch", standing.mission.code, batch.pk)


def _batch(standing: Standing, pk: UUID) -> Batch:
    return get_object_or_404(queries.batches_for(standing), pk=pk)


@mission_page(queries.BATCHES, of=queries.batches_for)
def batch(request: HttpRequest, standing: Standing, received: Batch) -> HttpResponse:
    """One file: the dry run, what needs a person, what will happen, and what came of it."""
    job = Job.objects.filter(subject_id=received.pk).order_by("-asked_at", "-pk").first()
    working = job if job and job.state in jobs.IN_PROGRESS else None
    numbers = queries.numbers(received, standing)
    may = standing.may(verbs.ACT)
    readable = queries.may_read_words(received, standing)
    open_still = may and not working and received.state in ("uploaded", "checked")
    mended = queries.mended_lines(received)
    waiting = queries.names_waiting(received, standing).count() if open_still else 0
    choice = queries.choice_of(received)
    tab, page, rows = _rows_of_tab(request, standing, received, readable, mended)
    tabs = (
        ("held", _("Held back"), numbers.held),
        ("refused", _("Refused"), received.refused),
        ("doubles", _("Possible duplicates"), numbers.doubles),
        ("changes", _("Changes"), numbers.changed),
        ("mended", _("Fixed"), len(mended)),
        ("remarks", _("Remarks in cells"), queries.count_remarks(received)),
        (
            "preview",
            _("Comes in"),
            numbers.comes_in if received.state == Batch.State.CHECKED else 0,
        ),
    )
    failed = job.error if job and job.state == Job.State.FAILED else None
    people = queries.people_named(
        {received.uploaded_by_id, received.published_by_id, received.undone_by_id}
    )
    return render(
        request,
        "incidents/import_batch.html",
        {
            "batch": received,
            "numbers": numbers,
            "report": queries.report(received, standing),
            "tab": tab,
            "rows": rows,
            "page": page,
            "marking_of_batch": _marking(received),
            "tabs": [
                (f"?tab={name}", f"{label} {number:,}", name == tab)
                for name, label, number in tabs
                if number or name not in ("mended", "held", "preview", "remarks") or name == tab
            ],
            "taken": numbers.comes_in,
            "left": numbers.rows - numbers.comes_in,
            "people": people_told(received),
            "mended": len(mended),
            "mended_since": sum(not known for known in mended.values()),
            "decisions": queries.decisions(received),
            "reasons_held": queries.reasons_waiting(received, standing) if tab == "held" else [],
            "asks": received.report.get("asks", {}) if open_still else {},
            "guesses": queries.guesses(received),
            "alike": queries.alike_files([received.pk], standing).get(received.pk, []),
            "fingerprint": queries.fingerprint_of(received, standing),
            "may_correct": open_still and readable,
            "may_decide": open_still and readable and received.state == Batch.State.CHECKED,
            "steps": steps_of(received, working, standing),
            "tiles": _tiles(numbers, received.published_at is not None),
            "job": working,
            "job_step": _step(working),
            "progress": queries.progress_of(working, received, standing) if working else {},
            "failed": failed,
            "by": people.get(received.uploaded_by_id),
            "published_by": people.get(received.published_by_id),
            "undone_by": people.get(received.undone_by_id),
            "may": may,
            "confirm": ConfirmForm(),
            "names": waiting,
            "may_settle": open_still and readable and received.state == Batch.State.CHECKED,
            "choice": choice,
            "whose": KindOfFileForm(initial={"kind": _kind_of_file(choice)}),
            "is_own": bool(received.report.get("own")),
            "may_take_log": may_take_log(received, standing),
            "empty_sheets": _empty_sheets(received),
            "may_match": open_still and bool(received.report.get("columns")),
            "may_confirm": open_still
            and received.state == Batch.State.CHECKED
            and numbers.rows > 0
            and received.new + received.changed > 0
            and all(mended.values()),
            "may_discard": open_still,
            "may_undo": may
            and received.state == Batch.State.PUBLISHED
            and not (choice and choice.as_incidents),
            "may_mend": received.refused + numbers.held > 0 and readable,
            "readable": readable,
            "left_out": received.report.get("reasons", []),
            "done": received.published_at is not None,
            "hidden_sheets": received.report.get("hidden_sheets", []),
            "hidden_taken": reads_hidden_sheets(received),
            "matched_by": name_of(received),
            "apart": queries.waiting_apart(received, standing),
            "closed_rows": [
                (Compartment(name).label, number)
                for name, number in queries.closed_rows(received, standing).items()
            ],
            "open_still": open_still,
            "large": readable and queries.is_large(received),
        },
    )


def _kind_of_file(choice: ImportChoice | None) -> str:
    if choice is None or not choice.own:
        return KindOfFileForm.OTHERS
    return KindOfFileForm.INCIDENTS if choice.as_incidents else KindOfFileForm.OWN


def _empty_sheets(batch: Batch) -> list[str]:
    """The sheets that were read and have heads and no row, where the file has no row at all."""
    if batch.rows or batch.state != Batch.State.CHECKED:
        return []
    sheets = batch.report.get("sheets", [])
    return [sheet["sheet"] or batch.file_name for sheet in sheets] or [batch.file_name]


def _rows_of_tab(
    request: HttpRequest,
    standing: Standing,
    received: Batch,
    readable: bool,
    mended: dict[tuple[str, int], bool],
) -> tuple[str, Page[Any], list[dict[str, Any]]]:
    """The tab asked for, the page of its list, and the rows of that page."""
    waits = received.report.get("held") and queries.held_for(received, standing).exists()
    tab = request.GET.get("tab", "held" if waits else "refused")
    number = request.GET.get("page")
    if tab == "preview":
        return tab, *_preview(received, standing, number)
    if tab == "remarks":
        told = queries.remarks(received, standing)
        queries.record_reading(received, standing, len(told))
        pinned = Paginator(told, PAGE).get_page(number)
        return tab, pinned, list(pinned)
    if tab == "held":
        return tab, *_held_rows(received, standing, readable, mended, number)
    if tab == "changes":
        page = Paginator(queries.changes(received, standing), PAGE).get_page(number)
        return (
            tab,
            page,
            [one | {"fields": [LABELS.get(f, f) for f in one["fields"]]} for one in page],
        )
    if tab == "doubles":
        listed = queries.doubles(received)
        doubles = _page(listed, listed.count(), number)
        shown = _pairs(list(doubles), standing, readable)
        queries.record_reading(received, standing, len(shown) if readable else 0)
        return tab, doubles, shown
    if tab == "mended":
        mended_rows = Paginator(received.corrections.order_by("line", "pk"), PAGE).get_page(number)
        mended_rows.object_list = list(mended_rows.object_list)
        fetch_keys(mended_rows.object_list)
        cells = [
            row
            for row in mended_rows
            if readable and queries.may_read_cell(received, row, standing)
        ]
        queries.record_reading(received, standing, len(cells))
        return tab, mended_rows, _corrections(list(mended_rows), shown=cells)
    refused = _page(received.errors.order_by("line", "pk"), received.refused, number)
    errors = list(refused)
    words = queries.cells(received, errors, standing)
    queries.record_reading(received, standing, len(words))
    return (
        "refused",
        refused,
        [
            {
                "error": e,
                "cell": words.get(e.pk),
                "mended": mended.get((e.said.get("sheet") or "", e.line)) is False,
            }
            for e in errors
        ],
    )


def _held_rows(
    received: Batch,
    standing: Standing,
    readable: bool,
    mended: dict[tuple[str, int], bool],
    number: str | None,
) -> tuple[Page[Any], list[dict[str, Any]]]:
    """Rows that wait for a person: why, and what they would come in as for who may read that."""
    page = Paginator(queries.held_for(received, standing), PAGE).get_page(number)
    page.object_list = list(page.object_list)
    fetch_keys(page.object_list)
    people = queries.people_named({held_row.decided_by_id for held_row in page})
    queries.record_reading(received, standing, len(page) if readable else 0)
    return page, [
        {
            "row": held_row,
            "why": held_row.why if readable else held_row.why_without_words,
            "facts": [
                (LABELS[name], _fact(name, held_row.facts.get(name)))
                for name in HELD_FACTS
                if readable and _fact(name, held_row.facts.get(name))
            ],
            "by": people.get(held_row.decided_by_id),
            "mended": mended.get((held_row.sheet, held_row.line)) is False,
        }
        for held_row in page
    ]


def _preview(
    received: Batch, standing: Standing, number: str | None
) -> tuple[Page[Any], list[dict[str, Any]]]:
    """The rows that would come in, as what they would come in: a page of them."""
    frame = None
    if received.state == Batch.State.CHECKED:
        frame = queries.preview(received, standing)
    paginator: Paginator[Any] = Paginator(range(0 if frame is None else frame.height), PAGE)
    page = paginator.get_page(number)
    if frame is None or not page.object_list:
        return page, []
    rows = frame.slice(page.object_list[0], len(page.object_list))
    queries.record_reading(received, standing, rows.height)
    return page, [
        row
        | {
            "what": word(row["harm"]) if row["harm"] else "",
            "how": _how_read(row),
            "actors": "; ".join(row["side_a"] or []),
            "killed": row["deaths"] if row["deaths"] is not None else row["civilian_deaths"],
        }
        for row in rows.iter_rows(named=True)
    ]


def _how_read(row: SettledRow) -> dict[str, HowTold]:
    """Of what values of a row were read that no column gave: how, and the words beside them."""
    cells, fields = json.loads(row["cells"] or "{}"), json.loads(row["fields"] or "{}")
    told = {}
    for name, how in json.loads(row["read_from"]).items():
        if how != SOURCE:
            beside = cells.get(fields.get("account"), "") if name == "harm" else ""
            told[name] = HowTold(how, cells.get(fields.get(name)) or beside)
    return told


HELD_FACTS = ("date_start", "place", "latitude", "longitude", "harm", "deaths", "side_a")
"""What is shown of a held row, that a person may say whether it comes in."""


def _page(rows: QuerySet[Model], total: int, number: str | None) -> Page[Any]:
    """A page of a list whose length is known: one query."""
    paginator = Paginator(rows, PAGE)
    paginator.count = total  # counted already
    return paginator.get_page(number)


def _pairs(pairs: list[Double], standing: Standing, readable: bool) -> list[dict[str, Any]]:
    """Pairs side by side: rows of the file for who may read it, events here under the policy."""
    here = queries.events_beside(pairs, standing)
    people = queries.people_named({pair.decided_by_id for pair in pairs})
    shown = []
    for pair in pairs:
        event = here.get(pair.other)
        one = pair.facts if readable else {}
        two = pair.other_facts if readable and pair.other_facts else {}
        if event is not None:
            two = {name: getattr(event, name) for name in FACTS}
        told = [
            (LABELS[name], _fact(name, one.get(name)), _fact(name, two.get(name))) for name in FACTS
        ]
        shown.append(
            {
                "pair": pair,
                "event": event,
                "by": people.get(pair.decided_by_id),
                "facts": [
                    {"label": label, "one": first, "two": second, "differ": first != second}
                    for label, first, second in told
                    if first or second
                ],
                "choices": _choices(pair) if pair.other_line is not None or event else [],
            }
        )
    return shown


def _fact(name: str, value: JsonValue) -> str:
    """A fact of an event as words; empty where it is not known."""
    if value in (None, "", []):
        return ""
    if name in ("harm", "violence"):
        return word(str(value))
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _choices(pair: Double) -> list[tuple[str, str]]:
    left = _("The same: leave out row %(n)s")
    labels = {
        PairDecision.LEAVE_OUT: left % {"n": pair.line},
        PairDecision.LEAVE_OTHER: left % {"n": pair.other_line},
        PairDecision.APART: _("Different: import"),
        PairDecision.REPLACE: _("Newer version: replace what is here"),
    }
    return [(choice.value, labels[choice]) for choice in choices(pair.other_line)]


def _corrections(rows: list[Correction], shown: Iterable[Correction]) -> list[dict[str, Any]]:
    """Mended cells with who mended them; the words of those that may be shown."""
    people = queries.people_named({row.by_id for row in rows})
    told = {row.pk for row in shown}
    return [
        {"row": row, "by": people.get(row.by_id), "said": row.said if row.pk in told else None}
        for row in rows
    ]


def _marking(batch: Batch) -> str:
    return str(Classification(batch.classification).label)


def _tiles(numbers: queries.BatchCounts, done: bool) -> list[dict[str, Any]]:
    added, replaced = _("would be added"), _("would replace what is here")
    if done:
        added, replaced = _("added"), _("replaced what was here")
    return [
        {
            "label": _("Held back"),
            "value": f"{numbers.held:,}",
            "note": _("did not come in") if done else _("wait for a person to look"),
            "url": "?tab=held" if numbers.held else "",
        },
        {"label": _("New"), "value": f"{numbers.new:,}", "note": added},
        {
            "label": _("Changes"),
            "value": f"{numbers.changed:,}",
            "note": replaced,
            "url": "?tab=changes" if numbers.changed else "",
        },
        {
            "label": _("Possible duplicates"),
            "value": f"{numbers.doubles:,}",
            "note": _("near in time, place, words"),
            "url": "?tab=doubles" if numbers.doubles else "",
        },
        {
            "label": _("Already here"),
            "value": f"{numbers.same:,}",
            "note": _("skipped, same record"),
        },
        {
            "label": _("Refused"),
            "value": f"{numbers.refused:,}",
            "note": _("cannot be taken as they stand"),
            "url": "?tab=refused" if numbers.refused else "",
        },
    ]


def steps_of(batch: Batch, job: Job | None, standing: Standing) -> list[dict[str, Any]]:
    """File, Columns, Dry run, Import, Undo: which are done, which is now."""
    past = {"uploaded": 1, "checked": 2, "published": 4, "undone": 5}.get(batch.state, 1)
    if batch.state == Batch.State.UPLOADED and job:
        past = 2
    if batch.state == Batch.State.CHECKED and job and job.kind == verbs.IMPORT:
        past = 3
    written = batch.published_at is not None
    notes = [
        batch.file_name,
        _columns_note(batch),
        _("read and counted") if written else _("nothing is written yet"),
        _("its events are shown") if written else _("seen by nobody until complete"),
        _("at any time"),
    ]
    if batch.undone_at:
        notes[3:] = [_("its events were shown"), _("none of it is shown")]
    labels = [_("File"), _("Columns"), _("Dry run"), _("Import"), _("Undo")]
    link = reverse("incidents:match", args=[standing.mission.code, batch.pk])
    editable = batch.state in ("uploaded", "checked") and standing.may(verbs.ACT)
    return [
        {
            "label": label,
            "note": note,
            "url": link if n == 1 and editable and not job else "",
            "state": "done" if n < past else "now" if n == past else "due",
        }
        for n, (label, note) in enumerate(zip(labels, notes, strict=True))
    ]


def _columns_note(batch: Batch) -> str:
    """How the columns of a file were matched."""
    if name := name_of(batch):
        return _("as in “%(name)s”, found by the columns") % {"name": name}
    return _("matched by hand") if batch.mapping else _("detected from their heads and cells")


@mission_page(queries.BATCHES)
@answer_refusals
def mend(request: HttpRequest, standing: Standing, pk: UUID, row: int) -> HttpResponse:
    """A refused row, column by column, each fault beside its field; kept until the next dry run."""
    standing.require(verbs.ACT)
    found = _batch(standing, pk)
    error = get_object_or_404(found.errors, pk=row)
    return _mend(request, standing, found, error, queries.next_refused(found, error))


@mission_page(queries.BATCHES)
@answer_refusals
def mend_held(request: HttpRequest, standing: Standing, pk: UUID, row: UUID) -> HttpResponse:
    """A held row, column by column, why it waits above them; kept until the next dry run."""
    standing.require(verbs.ACT)
    received = _batch(standing, pk)
    held = get_object_or_404(queries.held_for(received, standing), pk=HeldRow.key_of_handle(row))
    return _mend(request, standing, received, queries.as_error(held), None)


def _mend(
    request: HttpRequest,
    standing: Standing,
    received: Batch,
    error: RowError,
    following: RowError | None,
) -> HttpResponse:
    pk = received.pk
    if error.said.get("withheld") or not queries.may_read_words(received, standing):
        raise Http404
    cells = queries.refused_row(received, error, standing)
    form = None
    if cells is not None and request.method == "POST":
        form = MendForm(request.POST, cells=cells)
        if form.is_valid():
            kept = verbs.correct(received, error, form.changes(), by=standing)
            messages.success(
                request,
                _("Saved. Check the file again once you have fixed what you can.")
                if kept
                else _("Nothing was changed."),
            )
            if following and "next" in request.POST:
                return redirect("incidents:mend", standing.mission.code, pk, following.pk)
            return redirect("incidents:batch", standing.mission.code, pk)
    elif cells is not None:
        form = MendForm.with_faults(cells, _faults(error))
        queries.record_reading(received, standing, 1)
    earlier = queries.corrections_of_row(received, error)
    return render(
        request,
        "incidents/import_row.html",
        {
            "batch": received,
            "error": error,
            "form": form,
            "large": queries.is_large(received),
            "following": following,
            "faults": _faults(error),
            "earlier": _corrections(earlier, shown=earlier if form else ()),
        },
        status=400 if request.method == "POST" else 200,
    )


def _faults(error: RowError) -> list[tuple[str, str]]:
    """What is wrong with a row, by column; without a column where none is to blame."""
    faults = [
        (
            error.column,
            f"{say_in_page_language(error.said['why'])}; "
            f"{say_in_page_language(error.said['next'])}",
        )
    ]
    for other in error.said.get("also", []):
        parts = other.get("p", {}) if isinstance(other, dict) else {}
        at = "column" in parts and "why" in parts
        faults.append(
            (str(parts["column"]), say_in_page_language(parts["why"]))
            if at
            else ("", say_in_page_language(other))
        )
    return faults


@mission_page(queries.BATCHES)
@require_POST
@answer_refusals
def check_again(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The dry run anew, with what people mended."""
    verbs.check_again(_batch(standing, pk), by=standing)
    return redirect("incidents:batch", standing.mission.code, pk)


@mission_page(queries.BATCHES)
@require_POST
@answer_refusals
def decide(request: HttpRequest, standing: Standing, pk: UUID, double: UUID) -> HttpResponse:
    """What a person says of two records that may be one event."""
    received = _batch(standing, pk)
    if not queries.may_read_words(received, standing):
        standing.require(verbs.ACT)
        raise Http404
    pair = get_object_or_404(queries.doubles(received), pk=Double.key_of_handle(double))
    double_verbs.decide(pair, request.POST.get("decision", ""), by=standing)
    number = request.POST.get("page", "")
    back = reverse("incidents:batch", args=[standing.mission.code, pk])
    at = f"&page={number}" if number.isdigit() else ""
    return redirect(f"{back}?tab=doubles{at}#pair-{pair.handle}")


def _batch_to_decide(standing: Standing, pk: UUID) -> Batch:
    """A batch whose rows this person may decide about; Http404 where they may not read them."""
    received = _batch(standing, pk)
    standing.require(verbs.ACT)
    if not queries.may_read_words(received, standing):
        raise Http404
    return received


@mission_page(queries.BATCHES)
@require_POST
@answer_refusals
def decide_held(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Held rows taken in as they stand, or left out: those chosen, or all that wait."""
    received = _batch_to_decide(standing, pk)
    answer, _sign, mark = request.POST.get("answer", "").partition(":")
    rows = None if answer.endswith("_all") else _handles(request.POST.getlist("row"))
    if mark:
        reasons = queries.reasons_waiting(received, standing)
        rows = next((reason.rows for reason in reasons if reason.mark == mark), [])
    held_verbs.decide_held(received, rows, take_in=answer.startswith("take_in"), by=standing)
    return redirect("incidents:batch", standing.mission.code, pk)


@mission_page(queries.BATCHES)
@require_POST
@answer_refusals
def decide_many(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One choice for many pairs: those chosen, all that nobody decided, or all of a file that are
    not listed."""
    received = _batch_to_decide(standing, pk)
    answer = request.POST.get("decision", "")
    if alike := request.POST.get("alike"):
        number = double_verbs.decide_alike(received, id_or_404(alike), answer, by=standing)
    else:
        pairs = None if answer.endswith("_all") else _handles(request.POST.getlist("pair"))
        number = double_verbs.decide_many(received, pairs, answer.removesuffix("_all"), by=standing)
    messages.success(request, _("Decided of %(n)s pairs.") % {"n": number})
    back = reverse("incidents:batch", args=[standing.mission.code, pk])
    return redirect(f"{back}?tab=doubles")


def _handles(texts: list[str]) -> list[UUID]:
    return [id_or_404(text) for text in texts]


@mission_page(queries.BATCHES)
@require_POST
@answer_refusals
def hidden_sheets(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Sheets that the workbook hides: read too, or left out."""
    take_in = request.POST.get("take_in") == "yes"
    held_verbs.choose_hidden_sheets(_batch(standing, pk), take_in=take_in, by=standing)
    return redirect("incidents:batch", standing.mission.code, pk)


@mission_page(queries.BATCHES)
@require_POST
@answer_refusals
def confirm(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """A person has seen the dry run and imports."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        raise BadParameter(
            say("the time since when the mission knew it is not a time"),
            next=say("write day and time, or leave it empty"),
        )
    verbs.confirm(
        _batch(standing, pk),
        by=standing,
        known_at=form.cleaned_data["known_at"],
        others_unknown=request.POST.get("others") == "unknown",
    )
    return redirect("incidents:batch", standing.mission.code, pk)


@mission_page(queries.BATCHES)
@answer_refusals
def undo(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What undoing means, asked once; then done."""
    standing.require(verbs.ACT)
    received = _batch(standing, pk)
    if request.method == "POST":
        verbs.undo(received, by=standing)
        messages.success(request, _("The import is undone: none of its events is shown any more."))
        return redirect("incidents:batch", standing.mission.code, pk)
    return render(
        request,
        "incidents/import_undo.html",
        {
            "batch": received,
            "numbers": queries.numbers(received, standing),
        },
    )


@mission_page(queries.BATCHES)
@require_POST
@answer_refusals
def discard(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Give up a file that was not imported."""
    verbs.discard(_batch(standing, pk), by=standing)
    messages.success(request, _("The file was deleted. Nothing was imported from it."))
    return redirect("incidents:batches", standing.mission.code)


@mission_page(queries.BATCHES)
@require_POST
@answer_refusals
def place_again(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Find anew in whose area each event lies."""
    job = verbs.place_again(by=standing)
    return redirect("incidents:job", standing.mission.code, job.pk)


@mission_page(queries.BATCHES, of=queries.batches_for)
@answer_refusals  # type: ignore[arg-type]  # a stream is an answer too
def rejects(
    request: HttpRequest, standing: Standing, received: Batch
) -> HttpResponse | StreamingHttpResponse:
    """The refused rows as they stand in the file, each with its reason: to mend and send again."""
    if not queries.may_read_words(received, standing):
        raise Http404
    columns, rows = queries.rows_to_mend(received, standing)
    lines = _lines(columns, rows)
    if withheld := received.report.get("misconduct"):  # of these a count, and nothing else
        count = ngettext(
            "{n} row about personnel is not here and was not kept.",
            "{n} rows about personnel are not here and were not kept.",
            withheld,
        )
        lines.append([count.format(n=withheld), *[""] * (len(lines[0]) - 1)])
    form = "xlsx" if request.GET.get("form") == "xlsx" else "csv"
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="batch",
        subject=received.pk,
        rows=len(lines) - 1,
        form=form,
    )
    body, kind = (
        (_xlsx(lines), XLSX) if form == "xlsx" else (_csv(lines), "text/csv; charset=utf-8")
    )
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="refused-{received.pk}.{form}"'
    return response


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _lines(
    columns: list[str],
    rows: Sequence[tuple[Sequence[str | None], Sequence[RowError], Sequence[HeldRow]]],
) -> list[list[str]]:
    lines = [[*columns, _("Why it was refused"), _("What to do")]]
    for row, errors, held in rows:
        reasons: list[str] = []
        steps: list[str] = []
        for error in errors:
            others = [say_in_page_language(other) for other in error.said.get("also", [])]
            reasons += [with_label(error.column, say_in_page_language(error.said["why"])), *others]
            steps.append(say_in_page_language(error.said["next"]))
        for held_row in held:
            reasons += [say_in_page_language(reason) for reason in held_row.why]
            steps.append(
                _("Held: fix the row, or import it as it stands on the page of the import.")
            )
        beside = ("; ".join(reasons), "; ".join(dict.fromkeys(steps)))
        lines.append([*(cell or "" for cell in row), *beside])
    return [[guard_formula(cell) for cell in line] for line in lines]


def _csv(lines: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _xlsx(lines: list[list[str]]) -> bytes:
    import xlsxwriter

    kept = io.BytesIO()
    with xlsxwriter.Workbook(
        kept, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet(_("Refused rows")[:31])
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return kept.getvalue()


@mission_page(of=queries.jobs_for)
def job(request: HttpRequest, standing: Standing, shown_job: Job) -> HttpResponse:
    """How far a piece of work is: a page, or for htmx the part that moves."""
    batch = Batch.objects.filter(pk=shown_job.subject_id).first() if shown_job.subject_id else None
    progress = queries.progress_of(shown_job, batch, standing)
    told = {"job": shown_job, "job_step": _step(shown_job), "progress": progress}
    if request.headers.get("HX-Request"):
        response = render(request, "incidents/import_job_part.html", told)
        if shown_job.state not in jobs.IN_PROGRESS:
            response["HX-Refresh"] = "true"
        return response
    return render(request, "incidents/import_job.html", told | {"batch": batch})


@mission_page()
@require_POST
def job_cancel(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Ask that the work stop."""
    cancelled_job = get_object_or_404(queries.jobs_for(standing), pk=pk)
    verbs.stop(cancelled_job, by=standing)
    if (
        cancelled_job.subject_id
        and queries.batches_for(standing).filter(pk=cancelled_job.subject_id).exists()
    ):
        return redirect("incidents:batch", standing.mission.code, cancelled_job.subject_id)
    return redirect("incidents:job", standing.mission.code, pk)


def _step(job: Job | None) -> str:
    if job is None:
        return ""
    if job.state == Job.State.WAITING:
        return _("Waiting for the worker")
    return str(STEPS.get(job.step, _("At work")))
