"""Resolutions, the tasks they give, and a renewal beside the text before it."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.base.errors import TutelaError
from tutela_web.access.page_access import mission_page, mission_post, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Conflict
from tutela_web.base.forms import version_sent
from tutela_web.base.values import Words
from tutela_web.look.translate import say_in_page_language
from tutela_web.mandate import queries as found
from tutela_web.mandate import verbs
from tutela_web.mandate.forms import LoadForm, OrderForm, ResolutionForm, TaskEndForm
from tutela_web.mandate.inputs import ResolutionInput
from tutela_web.mandate.models import MandatedTask, Paragraph, Resolution
from tutela_web.mandate.planning.queries import revisions_owed
from tutela_web.mandate.reading.queries import senses
from tutela_web.records.create_page import new_page, posted_atop
from tutela_web.records.pages import chosen_labels, edit_record, history_of, saved_as

STATE_WORDS = {
    "kept": gettext_lazy("kept"),
    "moved": gettext_lazy("moved"),
    "reworded": gettext_lazy("reworded"),
    "new": gettext_lazy("new"),
    "dropped": gettext_lazy("dropped"),
}


def _trail(standing: Standing, *more: tuple[str, Words]) -> list[tuple[str, Words]]:
    return [(reverse("mandate:list", args=[standing.mission.code]), _("Mandate")), *more]


def _resolution(standing: Standing, pk: UUID) -> Resolution:
    return get_object_or_404(found.resolutions_for(standing), pk=pk)


def _paragraph_url(standing: Standing, paragraph: Paragraph) -> str:
    """The paragraph on the page of its text."""
    page = reverse("mandate:resolution", args=[standing.mission.code, paragraph.resolution_id])
    return f"{page}#p{paragraph.order}"


@mission_page("mandates")
def resolutions(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every resolution, the latest first."""
    context = {
        "rows": found.resolution_list(standing),
        "may_keep": standing.may(verbs.ACT),
        "owed": [
            (revision, revision.overdue(standing.on)) for revision in revisions_owed(standing)
        ],
    }
    return render(request, "mandate/resolutions.html", context)


@mission_page("mandates")
def resolution_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Load a text."""
    form = LoadForm(request.POST or None, request.FILES or None, standing=standing)
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.load(given.pop("words"), cast(ResolutionInput, given), by=standing),
        allowed=standing.may(verbs.ACT),
        title=_("Load a resolution"),
        trail=_trail(standing),
        to=lambda made: reverse("mandate:resolution", args=[standing.mission.code, made.pk]),
        words=_("No word is lost: what could not be placed is shown."),
    )


@mission_page("mandates", of=found.resolutions_for)
def resolution(request: HttpRequest, standing: Standing, text: Resolution) -> HttpResponse:
    """One text: its paragraphs, what the rules suggest and why, and the tasks confirmed."""
    edited = edit_record(
        request, standing, text, ResolutionForm, verbs.edit_resolution, act=verbs.ACT, area=None
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "mandate:resolution", text.pk)
    rows = found.rows_of(standing, text)
    asked = request.GET.get("show", "")
    tabs = {
        "": rows,
        "open": [row for row in rows if row.open],
        "poc": [row for row in rows if row.marked],
        "tasks": [row for row in rows if row.tasks],
    }
    shown = tabs.get(asked, rows)
    sense = senses(standing, [row.paragraph for row in shown])
    for row in shown:
        row.sense = sense[row.paragraph.pk]
    context = {
        "resolution": text,
        "edited": edited,
        "rows": shown,
        "asked": asked,
        "state": found.ListedResolution(text).state(standing.on),
        "unplaced": [row for row in rows if row.paragraph.kind == Paragraph.Kind.UNPLACED],
        "doubts": [say_in_page_language(doubt) for doubt in text.doubts],
        "open": len(tabs["open"]),
        "suggested": sum(len(row.suggested) for row in rows),
        "waiting": found.tasks_waiting(standing, text).count() if text.supersedes_id else 0,
        "counts": {name: len(listed) for name, listed in tabs.items() if name},
        "works": found.works_on(standing),
        "may_keep": standing.may(verbs.ACT),
        "form": TaskEndForm(auto_id="retire_%s"),
        "reads_strategy": standing.reads("strategy"),
        "history": history_of(standing, text, ResolutionForm, ("retired_on",)),
    }
    return render(request, "mandate/resolution.html", context, status=edited.status)


@mission_post("mandates", of=found.resolutions_for)
def resolution_retire(request: HttpRequest, standing: Standing, text: Resolution) -> HttpResponse:
    """Retire a text and end its tasks."""
    form = TaskEndForm(request.POST)
    posted_atop(
        request,
        form,
        lambda given: verbs.retire(
            text, given["on"], version=version_sent(request), by=standing, reason=given["reason"]
        ),
    )
    return redirect("mandate:resolution", standing.mission.code, text.pk)


@mission_page("mandates", of=found.resolutions_for)
def resolution_changes(request: HttpRequest, standing: Standing, new: Resolution) -> HttpResponse:
    """A renewal beside the text before it."""
    if new.supersedes_id is None:
        raise Http404
    old = _resolution(standing, new.supersedes_id)
    rows = found.changes(standing, new, old)
    counts = Counter(row.change.status for row in rows)
    asked = {"state": request.GET.get("state", "")}
    choices: dict[str, Any] = {
        "state": [(name, label, counts[name]) for name, label in STATE_WORDS.items()]  # type: ignore[index]
    }
    if asked["state"]:
        rows = [row for row in rows if row.change.status == asked["state"]]
    context = {
        "new": new,
        "old": old,
        "words": STATE_WORDS,
        "rows": [(row, STATE_WORDS[row.change.status]) for row in rows],
        "asked": asked,
        "choices": choices,
        "shown": chosen_labels(asked, choices),
    }
    return render(request, "mandate/changes.html", context)


# --- decisions


@mission_page("mandates", of=found.resolutions_for, may=verbs.ACT)
def suggested_tasks(request: HttpRequest, standing: Standing, text: Resolution) -> HttpResponse:
    """Every task the rules suggest for a text and nobody decided on, decided in one sitting."""
    rows = [row for row in found.rows_of(standing, text) if row.suggested]
    if request.method == "POST":
        answers = {
            (row.paragraph.pk, task.task): answer == "confirm"
            for row in rows
            for task in row.suggested
            if (answer := request.POST.get(f"{row.paragraph.pk}:{task.task}"))
            in ("confirm", "reject")
        }
        with refused_atop(request):
            verbs.decide_all(text, answers, by=standing)
        return redirect("mandate:resolution", standing.mission.code, text.pk)
    return render(request, "mandate/suggested.html", {"resolution": text, "rows": rows})


@mission_post("mandates", of=found.paragraphs_for)
def paragraph_judge(request: HttpRequest, standing: Standing, paragraph: Paragraph) -> HttpResponse:
    """Say whether a paragraph mandates the protection of civilians."""
    poc = request.POST.get("poc", "")
    if poc in ("yes", "no"):
        with refused_atop(request):
            verbs.judge(paragraph, poc == "yes", version=version_sent(request), by=standing)
    return redirect(_paragraph_url(standing, paragraph))


@mission_post("mandates", of=found.paragraphs_for)
def task_decide(request: HttpRequest, standing: Standing, paragraph: Paragraph) -> HttpResponse:
    """Confirm or reject a suggested task."""
    answer, kind = request.POST.get("answer", ""), request.POST.get("task", "")
    if answer in ("confirm", "reject"):
        with refused_atop(request):
            verbs.decide(paragraph, kind, confirm=answer == "confirm", by=standing)
    return redirect(_paragraph_url(standing, paragraph))


# --- tasks


@mission_page("mandates")
def tasks(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every confirmed task by tier, for each component to find its own."""
    asked = {name: request.GET.get(name, "") for name in found.TASK_FILTERS}
    every = found.task_list(standing, {})
    components = sorted({one.component for one, _holds in every if one.component})
    choices: dict[str, Any] = {
        "tier": [(value, label, None) for value, label in MandatedTask.Tier.choices],
        "component": [(name, name, None) for name in components],
        "state": [("holds", _("in force"), None), ("not", _("not in force today"), None)],
        "series": [("own", _("this mission's own"), None), ("thematic", _("thematic"), None)],
    }
    context = {
        "may_keep": standing.may(verbs.ACT),
        "works": found.works_on(standing),
        "rows": found.task_list(standing, asked),
        "asked": asked,
        "choices": choices,
        "filtered": any(asked.values()),
        "shown": chosen_labels(asked, choices),
    }
    return render(request, "mandate/tasks.html", context)


@mission_page("mandates", may=verbs.ACT)
def tasks_order(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Put the tasks in force in order: rank, what waits for what, by whose authority."""
    held = [one for one, holds in found.task_list(standing, {}) if holds]
    form = OrderForm(request.POST or None, tasks=held)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            with refusals():
                verbs.order_tasks(
                    form.order, sent["authority"], sent["on"], by=standing, versions=form.versions
                )
        except Conflict as conflict:
            return _ordered_meanwhile(request, held, conflict)
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            return redirect("mandate:tasks", standing.mission.code)
    context = {"form": form}
    return render(request, "mandate/order.html", context, status=400 if form.errors else 200)


def _ordered_meanwhile(
    request: HttpRequest, held: list[MandatedTask], conflict: Conflict
) -> HttpResponse:
    """The order as this person wrote it, beside what another made of it meanwhile."""
    sent = request.POST.copy()
    for one in held:
        sent[f"version_{one.pk}"] = str(one.version)
    words = {
        "rank": _("Rank"),
        "after": _("Only after"),
        "ordered_by": _("By whose authority"),
        "ordered_on": _("Ordered on"),
    }
    rows = []
    for told, values in conflict.fields.items():
        what, _colon, name = told.rpartition(": ")
        shown = ("–" if value is None else str(getattr(value, "named", value)) for value in values)
        rows.append((f"{what}: {words[name]}", *shown))
    context = {
        "form": OrderForm(sent, tasks=held),
        "conflicts": rows,
        "fault": say_in_page_language(conflict.as_sentence()),
    }
    return render(request, "mandate/order.html", context, status=409)


@mission_post("mandates", of=found.tasks_for)
def task_change(
    request: HttpRequest, standing: Standing, task: MandatedTask, what: str
) -> HttpResponse:
    """End a task, or decide anew whether it is one."""
    version = version_sent(request)
    if what == "end":
        form = TaskEndForm(request.POST)
        posted_atop(
            request,
            form,
            lambda given: verbs.end_task(
                task, given["on"], version=version, by=standing, reason=given["reason"]
            ),
        )
    else:
        confirm = what == "confirm"
        with refused_atop(request):
            verbs.reconsider(task, confirm=confirm, version=version, by=standing)
    return redirect("mandate:task", standing.mission.code, task.pk)
