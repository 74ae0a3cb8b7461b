"""The handover of a post: the list of one's own, the file, and its two small forms."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela_web.access.page_access import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.lessons.done_on_record import done_on_record
from tutela_web.lessons.forms import HandoverPageForm, HandoverReceiptForm, handover_form
from tutela_web.lessons.handover.queries import handovers_of, successor_file
from tutela_web.lessons.handover.verbs import sign_read, write_page
from tutela_web.lessons.models import PostHandover
from tutela_web.records.create_page import save_posted
from tutela_web.records.pages import read_line


@mission_page()
def handover_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The handovers one gives, and those of one's posts."""
    return render(request, "lessons/handovers.html", {"handovers": handovers_of(standing)[:50]})


@mission_page()
def handover_file(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The file, as its reader may know it now."""
    handover = get_object_or_404(handovers_of(standing), pk=pk)
    read_line(standing, handover)
    return _show_file(request, standing, handover)


def _show_file(
    request: HttpRequest,
    standing: Standing,
    handover: PostHandover,
    refused: HandoverPageForm | None = None,
) -> HttpResponse:
    """The page of a file; a page that was refused stands in its form as it was written."""
    gives = handover.giver_id == standing.person.pk
    writes = gives and not handover.read_at
    form_class = handover_form(handover)
    written = {name: getattr(handover, name) for name in form_class.base_fields}
    done = done_on_record(standing, handover) if writes else None
    if done and "draft" in request.GET:
        written["protection"] = "\n\n".join(filter(None, [handover.protection, done.draft]))
    context = {
        "handover": handover,
        "gives": gives,
        "file": successor_file(standing, handover),
        "form": (refused or form_class(initial=written)) if writes else None,
        "done": done,
        "receipt": HandoverReceiptForm() if not handover.has_protection_section else None,
    }
    return render(request, "lessons/handover.html", context, status=400 if refused else 200)


@require_POST
@mission_page()
def handover_write(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Write the predecessor's page."""
    handover = get_object_or_404(handovers_of(standing), pk=pk)
    form = handover_form(handover)(request.POST)
    if not save_posted(
        form,
        lambda given: write_page(handover, given, version=version_sent(request), by=standing),
    ):
        return _show_file(request, standing, handover, refused=form)
    messages.success(request, _("The page is saved."))
    return redirect("lessons:post_handover", standing.mission.code, pk)


@require_POST
@mission_page()
def handover_read(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Sign that it was read."""
    handover = get_object_or_404(handovers_of(standing), pk=pk)
    form = HandoverReceiptForm(request.POST)
    with refused_atop(request):
        because = form.cleaned_data["incomplete_because"] if form.is_valid() else ""
        sign_read(handover, because, version=version_sent(request), by=standing)
        messages.success(request, _("Signed: you have read the file."))
    return redirect("lessons:post_handover", standing.mission.code, pk)
