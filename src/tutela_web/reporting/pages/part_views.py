"""One part of a report: written with the editor of texts, its sentences accepted, left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela_web.access.page_access import mission_page, mission_post, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Conflict
from tutela_web.base.forms import version_sent
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.create_page import save_posted
from tutela_web.records.pages import read_line, saved_as
from tutela_web.records.shared_texts.pages import (
    CommentForm,
    beside_text,
    history_rows,
    save_typed,
    shown_texts,
)
from tutela_web.records.shared_texts.verbs import LONGEST
from tutela_web.reporting.drafting import verbs
from tutela_web.reporting.editions import queries as found
from tutela_web.reporting.editions.editor import EDITOR, may_write
from tutela_web.reporting.models import PartAside, PartComment, ReportPart
from tutela_web.reporting.papers.shown import ShownReport, shown_sentences

AT = {
    "section": "reporting:part",
    "typed": "reporting:part_typed",
    "preview": "reporting:part_preview",
    "lease": "reporting:part_lease",
    "comment": "reporting:part_comment",
    "decide": "reporting:comment_decide",
    "settle": "reporting:aside_settle",
}
"""Where the shared pieces of an editor send their forms."""


@mission_page(found.READS, of=found.parts_for)
def part(request: HttpRequest, standing: Standing, part: ReportPart) -> HttpResponse:
    """One part: its text, the sentences suggested with their evidence, what is said of it."""
    if request.method != "POST":
        return _part_page(request, standing, part)
    if not may_write(part, standing):
        raise PermissionDenied
    text = request.POST.get("text", part.text)
    try:
        with refusals():
            saved = verbs.save_part(
                part,
                text,
                version=version_sent(request),
                by=standing,
                reason=request.POST.get("reason", "")[:100],
                general="general" in request.POST,
            )
    except Conflict as conflict:
        return _part_page(request, standing, part, text=text, conflict=conflict)
    except TutelaError as fault:
        said = say_in_page_language(fault.as_sentence())
        began = version_sent(request)
        return _part_page(request, standing, part, text=text, version=began, fault=said)
    return saved_as(request, standing, saved, "reporting:part", part.pk)


def _part_page(
    request: HttpRequest,
    standing: Standing,
    part: ReportPart,
    *,
    text: str | None = None,
    version: int | None = None,
    preview: bool = False,
    conflict: Conflict | None = None,
    fault: str = "",
    comment_form: CommentForm | None = None,
) -> HttpResponse:
    read_line(standing, part)
    report = part.report
    shown = ShownReport(standing, report)
    here = shown.part_of(part)
    open_parts = [one for one in shown.parts if one.part is not None]
    place = open_parts.index(here)
    context: dict[str, Any] = {
        "section": part,
        "report": report,
        "shown": here,
        "parts": shown.parts,
        "previous": open_parts[place - 1] if place else None,
        "following": open_parts[place + 1] if place + 1 < len(open_parts) else None,
        "sentences": shown_sentences(standing, part),
        "at": AT,
        "asks_general": not part.compartment,
        **shown_texts(part, text=text, version=version, conflict=conflict, fault=fault),
        **beside_text(
            standing,
            EDITOR,
            part,
            comments=found.comments_for(standing),
            asides=found.asides_for(standing),
            comment_form=comment_form,
        ),
        "preview": preview,
        "drafts_here": found.drafts(standing, report),
        "may_draft": here.may_write,
        "may_comment": report.writable
        and (standing.may_somewhere(found.CONTRIBUTES) or standing.may(found.DRAFTS)),
    }
    status = 409 if conflict else 400 if fault or comment_form else 200
    return render(request, "reporting/part.html", context, status=status)


@mission_post(found.READS, of=found.parts_for)
def part_typed(request: HttpRequest, standing: Standing, part: ReportPart) -> JsonResponse:
    """Save what is typed so far."""
    if not may_write(part, standing):
        raise PermissionDenied
    return save_typed(request, standing, part, verbs.save_part)


@mission_post(found.READS, of=found.parts_for)
def part_preview(request: HttpRequest, standing: Standing, part: ReportPart) -> HttpResponse:
    """The text as it would read; nothing is kept."""
    if not may_write(part, standing):
        raise PermissionDenied
    text = request.POST.get("text", "")[:LONGEST].replace("\r\n", "\n")
    if request.headers.get("HX-Request"):
        return render(request, "records/writing/_preview.html", {"section": part, "text": text})
    began = version_sent(request)
    return _part_page(request, standing, part, text=text, version=began, preview=True)


@mission_page(found.READS, of=found.parts_for)
def part_history(request: HttpRequest, standing: Standing, part: ReportPart) -> HttpResponse:
    """Every version of a part: who wrote it, when, and what it changed."""
    read_line(standing, part)
    context = {
        "section": part,
        "report": part.report,
        "shown": ShownReport(standing, part.report).part_of(part),
        "rows": history_rows(standing, part),
    }
    return render(request, "reporting/part_history.html", context)


def _act_beside_part(
    request: HttpRequest,
    standing: Standing,
    part: ReportPart,
    do: Callable[[], Model | None],
    *,
    done: str = "",
) -> HttpResponse:
    """Do one small thing beside a part, or from the edition and back to it; what a verb refuses is
    told above the page."""
    with refused_atop(request):
        do()
        if done:
            messages.success(request, done)
    if request.POST.get("back") == "report":
        page = reverse("reporting:report", args=[standing.mission.code, part.report_id])
        return redirect(f"{page}#{part.key}")
    return redirect("reporting:part", standing.mission.code, part.pk)


@mission_post(found.READS, of=found.parts_for)
def part_lease(request: HttpRequest, standing: Standing, part: ReportPart) -> HttpResponse:
    """Hold a part, hold it longer, or leave it to others."""
    verb = verbs.leave_part if request.POST.get("do") == "leave" else verbs.take_part
    return _act_beside_part(request, standing, part, lambda: verb(part, by=standing))


@mission_post(found.READS, of=found.parts_for)
def part_accept(request: HttpRequest, standing: Standing, part: ReportPart) -> HttpResponse:
    """Accept the suggested sentences as they were read, or the text carried over."""
    version = version_sent(request)
    return _act_beside_part(
        request,
        standing,
        part,
        lambda: verbs.accept_part(part, version=version, by=standing),
        done=_("Accepted in the name of your post."),
    )


@mission_post(found.READS, of=found.parts_for)
def part_leave_out(request: HttpRequest, standing: Standing, part: ReportPart) -> HttpResponse:
    """Leave a part out with a reason, or put it back."""
    if request.POST.get("do") == "back":
        return _act_beside_part(
            request, standing, part, lambda: verbs.put_part_back(part, by=standing)
        )
    why = request.POST.get("why", "")[:3000]
    return _act_beside_part(
        request, standing, part, lambda: verbs.leave_part_out(part, why, by=standing)
    )


@mission_post(found.READS, of=found.parts_for)
def part_comment(request: HttpRequest, standing: Standing, part: ReportPart) -> HttpResponse:
    """Comment on a part or suggest a change."""
    form = CommentForm(request.POST)
    if save_posted(form, lambda given: verbs.comment(part, given, by=standing)):
        return redirect("reporting:part", standing.mission.code, part.pk)
    return _part_page(request, standing, part, comment_form=form)


@mission_post(found.READS, of=found.comments_for)
def comment_decide(request: HttpRequest, standing: Standing, comment: PartComment) -> HttpResponse:
    """Accept or decline what was said of a part."""
    return _act_beside_part(
        request,
        standing,
        comment.section,
        lambda: verbs.decide_comment(
            comment,
            accept=request.POST.get("do") == "accept",
            version=comment.version,
            by=standing,
            why=request.POST.get("why", "")[:3000],
        ),
    )


@mission_post(found.READS, of=found.asides_for)
def aside_settle(request: HttpRequest, standing: Standing, aside: PartAside) -> HttpResponse:
    """A text set aside was looked at."""
    return _act_beside_part(
        request,
        standing,
        aside.section,
        lambda: verbs.settle_aside(aside, version=aside.version, by=standing),
    )
