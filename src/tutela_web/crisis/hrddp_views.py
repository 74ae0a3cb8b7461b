"""Due-diligence files: the list and one, for who holds the compartment. To others: no such page."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela_web.access.doors import mission_page
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.crisis.hrddp_forms import FileForm
from tutela_web.crisis.hrddp_verbs import ACT, edit_file, files_for, make_file
from tutela_web.crisis.queries import taskings_for
from tutela_web.records.new import made
from tutela_web.records.pages import edit_record, history_of, read_line, saved_as


@mission_page("alerts")
def files(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every file; each shown is a line of the audit."""
    if Compartment.HRDDP not in standing.compartments:
        raise Http404
    rows = list(files_for(standing).order_by("unit_name"))
    for row in rows:
        read_line(standing, row)
    context = {"rows": rows, "may_keep": standing.may(ACT)}
    return render(request, "crisis/hrddp.html", context)


@mission_page("alerts")
def file_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Open a file on a unit."""
    if Compartment.HRDDP not in standing.compartments:
        raise Http404
    if not standing.may(ACT):
        raise PermissionDenied
    form = FileForm(request.POST or None, standing=standing)
    if new := made(form, lambda given: make_file(given, by=standing)):
        return redirect("crisis:hrddp_file", standing.mission.code, new.pk)
    return render(
        request, "crisis/hrddp_new.html", {"form": form}, status=400 if form.errors else 200
    )


@mission_page("alerts")
def file(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One file: its state, its form, its history."""
    found = get_object_or_404(files_for(standing).select_related("mission"), pk=pk)
    read_line(standing, found)
    edited = edit_record(request, standing, found, FileForm, edit_file, act=ACT, area=None)
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "crisis:hrddp_file", pk)
    context = {
        "file": found,
        "edited": edited,
        "history": history_of(standing, found, FileForm),
        "taskings": taskings_for(standing).filter(due_diligence=found).order_by("-entered_at")[:20],
        "releases": found.releases.order_by("-since")[:20],
    }
    return render(request, "crisis/hrddp_file.html", context, status=edited.status)
