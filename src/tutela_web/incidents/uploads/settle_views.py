"""Pages of the last metre of an import: names, whose file it is, rows, and the log given back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.base.errors import BadParameter, TutelaError
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.actors import verbs as actors
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.base.ids import id_or_404
from tutela_web.base.models import Batch
from tutela_web.incidents.events.queries import events_for
from tutela_web.incidents.happened.unlisted import unlisted_for
from tutela_web.incidents.imports import queries, verbs
from tutela_web.incidents.imports.settling import ACTOR, HARM, FixedValues, Means
from tutela_web.incidents.models import Event, NameToSettle
from tutela_web.incidents.page_refusals import answer_refusals
from tutela_web.incidents.uploads import fix_verbs, last_metre_queries, settle_verbs
from tutela_web.incidents.uploads.forms import LABELS, KindOfFileForm, RowFixForm
from tutela_web.incidents.uploads.log_back import log_given_back
from tutela_web.incidents.uploads.settle_verbs import KINDS_OF_HARM, NameAnswer
from tutela_web.incidents.uploads.views import XLSX
from tutela_web.look.translate import say_in_page_language, word


def _require_readable(standing: Standing, received: Batch) -> Batch:
    """A batch whose words this person may read and act on; Http404 where they may not."""
    standing.require(verbs.ACT)
    if not queries.may_read_words(received, standing):
        raise Http404
    return received


@mission_page(queries.BATCHES, of=queries.batches_for)
@answer_refusals
def names(request: HttpRequest, standing: Standing, received: Batch) -> HttpResponse:
    """Each name and kind of harm of a file that nobody settled, to be settled in one go."""
    _require_readable(standing, received)
    asked = queries.names_asked(received, standing)
    queries.record_reading(received, standing, len(asked))
    ours = list(actors_for(standing).filter(retired=False).order_by("name"))
    if request.method == "POST":
        if request.POST.get("act") == "rest":
            settle_verbs.settle_rest(received, by=standing)
        elif request.POST.get("act") == "forget":
            chosen = [id_or_404(one) for one in request.POST.getlist("meaning")]
            settle_verbs.forget_meaning(received, chosen, by=standing)
        else:
            answers = _answers(request, [one.name for one in asked], ours)
            settle_verbs.settle_names(received, answers, by=standing)
        return redirect("incidents:batch", standing.mission.code, received.pk)
    remembered = queries.names_remembered(received, standing)
    return render(
        request,
        "incidents/import_names.html",
        {
            "batch": received,
            "actors": [one for one in asked if one.name.kind == ACTOR],
            "harms": [one for one in asked if one.name.kind == HARM],
            "ours": ours,
            "kinds": [(kind, word(kind)) for kind in KINDS_OF_HARM],
            "may_make": standing.may(actors.ACT),
            "remembered": remembered,
            "open": received.state == Batch.State.CHECKED,
        },
    )


def _answers(
    request: HttpRequest, asked: list[NameToSettle], ours: list[Actor]
) -> list[NameAnswer]:
    """What the page says of names: those of which nothing was chosen stay unsettled."""
    by_id = {str(actor.pk): actor for actor in ours}
    answers = []
    for name in asked:
        said = request.POST.get(f"means-{name.handle}", "")
        if name.kind == HARM:
            if said:
                means = Means.NOBODY if said == "unknown" else Means.OURS
                answers.append(NameAnswer(HARM, name.said, means, harm=said))
        elif said == Means.OURS:
            actor = by_id.get(request.POST.get(f"actor-{name.handle}", ""))
            answers.append(NameAnswer(ACTOR, name.said, said, actor))
        elif said:
            answers.append(NameAnswer(ACTOR, name.said, said))
    return answers


@mission_page(queries.BATCHES, of=queries.batches_for)
@require_POST
@answer_refusals
def choose_kind(request: HttpRequest, standing: Standing, received: Batch) -> HttpResponse:
    """Whose log a file is, and as what its rows come in."""
    _require_readable(standing, received)
    form = KindOfFileForm(request.POST)
    if not form.is_valid():
        raise BadParameter(
            say("whose file this is was not said"), next=say("choose one of the three, then save")
        )
    kind = form.cleaned_data["kind"]
    settle_verbs.choose_kind_of_file(
        received,
        own=kind != KindOfFileForm.OTHERS,
        as_incidents=kind == KindOfFileForm.INCIDENTS,
        by=standing,
    )
    messages.success(request, _("Saved. The next file of this source follows it."))
    return redirect("incidents:batch", standing.mission.code, received.pk)


@mission_page(queries.BATCHES, of=queries.batches_for)
@answer_refusals
def row(request: HttpRequest, standing: Standing, received: Batch, line: int) -> HttpResponse:
    """A row that comes in or came in: what was read of it beside its words, to be fixed."""
    sheet = request.GET.get("sheet", "")
    if received.state == Batch.State.PUBLISHED:
        event = last_metre_queries.event_of_row(received, sheet, line, standing)
        if event is None:
            raise Http404
        return redirect("incidents:fix_event", standing.mission.code, event.handle)
    _require_readable(standing, received)
    if received.state != Batch.State.CHECKED or queries.is_large(received):
        raise Http404
    read = last_metre_queries.row_as_read(received, sheet, line, standing)
    if read is None:
        raise Http404
    back = reverse("incidents:batch", args=[standing.mission.code, received.pk])
    queries.record_reading(received, standing, 1)
    return _fix_page(
        request,
        standing,
        read,
        back=f"{back}?tab=preview",
        title=f"{sheet} {line}".strip(),
        fix=lambda said: fix_verbs.fix_row(received, read.row, said, by=standing),
    )


@mission_page("events")
@answer_refusals
def fix_event(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """An event that came in of an office's own table: what was read of it, to be fixed."""
    event = get_object_or_404(events_for(standing), pk=Event.key_of_handle(pk))
    standing.require(verbs.ACT)
    read = last_metre_queries.event_as_read(event, standing)
    if event.classification:
        trail.record(
            "read", mission=standing.mission, by=standing.person, kind="event", subject=event.pk
        )
    return _fix_page(
        request,
        standing,
        read,
        back=reverse("incidents:event", args=[standing.mission.code, event.handle]),
        title=f"{event.source} {event.source_id}",
        fix=lambda said: fix_verbs.fix_event(event, said, by=standing),
    )


def _fix_page(
    request: HttpRequest,
    standing: Standing,
    read: last_metre_queries.ReadRow,
    *,
    back: str,
    title: str,
    fix: Callable[[FixedValues], Model | None],
) -> HttpResponse:
    names = queries.actor_names(standing)
    form = RowFixForm(request.POST or None, values=read.row.values, actors=names)
    if request.method == "POST" and form.is_valid():
        try:
            fix(form.changes())
        except BadParameter as fault:
            field = fault.where if fault.where in form.fields else None
            form.add_error(field, say_in_page_language(fault.as_sentence()))
        except TutelaError:
            raise
        else:
            messages.success(request, _("Saved. The words stay beside what you said."))
            return redirect(back)
    return render(
        request,
        "incidents/import_row_read.html",
        {
            "form": form,
            "read": read,
            "said": [
                (LABELS[name], how, read.words.get(name, ""))
                for name, how in read.how.items()
                if name in LABELS
            ],
            "cells": read.cells,
            "names": names,
            "back": back,
            "title": title,
        },
        status=400 if form.errors else 200,
    )


@mission_page(queries.BATCHES, of=queries.batches_for)
@answer_refusals
def log_back(request: HttpRequest, standing: Standing, received: Batch) -> HttpResponse:
    """The office's log as it went in, with what was added; less what was sealed or not kept."""
    book, rows = log_given_back(received, standing)
    if not rows:
        raise Http404
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="batch",
        subject=received.pk,
        rows=rows,
        form="xlsx",
    )
    response = HttpResponse(book, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="log-{received.pk}.xlsx"'
    return response


@mission_page("events")
def unplaced_places(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Names of places in imported events that are none of ours, most dead first."""
    found = unlisted_for(standing)
    return render(request, "incidents/unplaced.html", {"found": found.places, "all": found})
