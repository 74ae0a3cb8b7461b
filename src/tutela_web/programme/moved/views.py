"""The lines under which a risk moved: the list, and saying that one fits still."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.moved.queries import moved_lines
from tutela_web.programme.moved.verbs import weigh_line


@mission_page("strategy", "risks")
def moved_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every line whose risk moved since it was set, then those that moved with their risk."""
    return render(request, "programme/moved.html", {"moved": moved_lines(standing)})


@mission_post("strategy", of=lines_for)
def weigh(request: HttpRequest, standing: Standing, record: MatrixLine) -> HttpResponse:
    """Say that a line fits its risks as they stand."""
    with refused_atop(request):
        weigh_line(record, request.POST.get("why", ""), version=version_sent(request), by=standing)
        messages.success(request, _("Saved."))
    return redirect("programme:line", standing.mission.code, record.pk)
